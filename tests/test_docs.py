"""The documentation is run: every `$ upperhand …` line of a console block, page by page, in a folder with only our documents."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"^\$ (upperhand .*)$", re.MULTILINE)


def commands(page: Path) -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return [command for block in blocks for command in COMMAND.findall(block.replace("\\\n", " "))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_on_a_page_work(page: Path, tmp_path: Path) -> None:
    for name in ("examples", "benchmarks"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "out").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "UPPERHAND_JOBS": "1", "NO_COLOR": "1"}
    for command in commands(page):
        line = f"{shlex.quote(sys.executable)} -m {command}"
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", line], cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{page.name}: $ {command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"


def test_every_command_and_option_is_documented() -> None:
    import typer

    from upperhand import cli  # noqa: F401
    from upperhand.cli.app import app

    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    missing = [name for name in command_names(typer.main.get_command(app)) if not re.search(rf"\b{name}\b", text)]
    assert missing == []


def command_names(command: object, prefix: str = "upperhand") -> list[str]:
    inner = getattr(command, "commands", {})
    if not inner:
        return [prefix]
    return [name for key, child in inner.items() for name in command_names(child, f"{prefix} {key}")]


def test_no_page_links_to_what_is_not_there() -> None:
    links = [
        (page, link)
        for page in PAGES
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    ]
    assert [f"{page.name}: {link}" for page, link in links if not (page.parent / link).exists()] == []
