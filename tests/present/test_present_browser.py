"""The page in a real browser: nothing fetched, no error, no sideways scrolling on a phone."""

import http.server
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from upperhand.present import Dossier, render_html

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--enable-logging=stderr",
    "--v=0",
]
PROBE = """<!doctype html><meta charset="utf-8"><title>probe</title><body>
<iframe id="page" src="page.html" style="width:%dpx;height:800px;border:0"></iframe><pre id="out"></pre>
<script>document.getElementById("page").onload = function () {
  var page = this.contentDocument, root = page.documentElement;
  var wide = Array.from(page.querySelectorAll("body *")).filter(function (e) {
    return !e.closest(".scroll, svg, .skip") && e.getBoundingClientRect().right > root.clientWidth + 1; });
  var filter = page.getElementById("filter");
  page.getElementById("filter-words").value = "Washington";
  page.getElementById("filter-words").dispatchEvent(new Event("input"));
  document.getElementById("out").textContent = [root.clientWidth, root.scrollWidth, wide.length, filter.hidden,
    page.querySelectorAll(".fact:not([hidden])").length].join(" ");
};</script>"""


class Server(http.server.SimpleHTTPRequestHandler):
    """Serves one folder and keeps the paths it was asked for."""

    asked: list[str]

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        super().do_GET()


@pytest.fixture
def site(tmp_path: Path, dossier: Dossier) -> Iterator[tuple[Path, str, list[str]]]:
    asked: list[str] = []
    folder = str(tmp_path)

    class Here(Server):
        def __init__(self, *given: object) -> None:
            super().__init__(*given, directory=folder)  # type: ignore[arg-type]

    Here.asked = asked
    (tmp_path / "page.html").write_text(render_html(dossier), encoding="utf-8")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Here) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield tmp_path, f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


def dump(url: str, profile: Path) -> tuple[str, str]:
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={profile}", "--virtual-time-budget=5000", "--dump-dom", url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return done.stdout, "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)


@pytest.mark.parametrize("width", [360, 1280])
def test_it_fits_filters_and_fetches_nothing(site: tuple[Path, str, list[str]], width: int) -> None:
    folder, address, asked = site
    (folder / "probe.html").write_text(PROBE % width, encoding="utf-8")
    dom, console = dump(f"{address}/probe.html", folder / "profile")
    inner, scrolled, wide, hidden, left = html.document_fromstring(dom).xpath("string(//pre)").split()
    assert (int(inner), int(wide), hidden, int(left)) == (width, 0, "false", 1)
    assert int(scrolled) <= width
    assert set(asked) <= {"/probe.html", "/page.html", "/favicon.ico"}
    assert "Refused" not in console and "Error" not in console and "violates" not in console, console


def test_it_prints(site: tuple[Path, str, list[str]]) -> None:
    import pypdfium2

    folder, address, _ = site
    command = [
        str(CHROMIUM),
        *FLAGS,
        f"--user-data-dir={folder / 'profile'}",
        "--no-pdf-header-footer",
        f"--print-to-pdf={folder / 'page.pdf'}",
        f"{address}/page.html",
    ]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    printed = pypdfium2.PdfDocument(folder / "page.pdf")
    text = "".join(page.get_textpage().get_text_range() for page in printed)
    printed.close()
    assert "Northlake Motors set up a Party branch in 2001" in " ".join(text.split())
    assert "Show facts with the words" not in text
