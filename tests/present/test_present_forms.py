"""Markdown, JSON and the terminal; and that all forms say the same."""

import io
import json
import re
import subprocess
import sys
from typing import Any

import jsonschema
import pytest
from lxml import html
from markdown_it import MarkdownIt
from rich.console import Console

from upperhand.data import ROOT
from upperhand.present import Dossier, render_html, render_json, render_markdown, render_terminal
from upperhand.present.gather import facts_of
from upperhand.present.json import schema
from upperhand.present.scripts import columns, one_line

SHIPPED = ROOT / "present" / "dossier.schema.json"


def shown(dossier: Dossier, width: int = 80, **more: Any) -> str:
    console = Console(file=io.StringIO(), width=width, **more)
    render_terminal(dossier, console)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def from_markdown(text: str) -> Any:
    made = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    return html.document_fromstring(f"<body>{made}</body>")


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_all_forms_carry_every_claim(dossier: Dossier, hostile: Dossier) -> None:
    for each in (dossier, hostile):
        page = squeezed(html.document_fromstring(render_html(each)).text_content())
        text = squeezed(from_markdown(render_markdown(each)).text_content())
        data = json.loads(render_json(each))
        quotes = {telling["exact"] for telling in _tellings(data)}
        for fact in facts_of(each).values():
            for telling in fact.tellings:
                quote = squeezed(one_line(telling.exact))
                assert quote in page and quote in text
                assert telling.exact in quotes
            for words in (fact.headline, fact.about, fact.place, fact.attributed_to):
                assert not words or (squeezed(one_line(words)) in page)
            for words in (fact.headline, fact.place, fact.attributed_to):
                assert not words or (squeezed(one_line(words)) in text)
        summary = squeezed("".join(clause.text for sentence in each.summary for clause in sentence))
        assert summary in page and summary in text


def _tellings(value: Any) -> Any:
    if isinstance(value, dict):
        if "exact" in value:
            yield value
        for item in value.values():
            yield from _tellings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _tellings(item)


def test_json_keeps_to_its_schema(dossier: Dossier, hostile: Dossier) -> None:
    described = json.loads(SHIPPED.read_text(encoding="utf-8"))
    assert described == json.loads(json.dumps(schema())), "write the schema anew: python -m upperhand.present.json"
    jsonschema.Draft202012Validator.check_schema(described)
    for each in (dossier, hostile):
        data = json.loads(render_json(each))
        jsonschema.validate(data, described)
        assert (data["format"], data["version"]) == ("upperhand.dossier", 1)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**data, "subject": None}, described)


def test_the_schema_can_be_written_anew() -> None:
    made = subprocess.run([sys.executable, "-m", "upperhand.present.json"], capture_output=True, check=True).stdout
    assert made == SHIPPED.read_bytes()


def test_json_of_what_no_file_can_hold(dossier: Dossier) -> None:
    from dataclasses import replace

    broken = replace(dossier, as_of="\ud800")
    assert json.loads(render_json(broken))["as_of"] == "?"


def test_the_same_dossier_gives_the_same_bytes(dossier: Dossier) -> None:
    assert render_markdown(dossier) == render_markdown(dossier)
    assert render_json(dossier) == render_json(dossier)
    assert shown(dossier) == shown(dossier)


def test_markdown_links_lead_somewhere(dossier: Dossier, hostile: Dossier) -> None:
    for each in (dossier, hostile):
        root = from_markdown(render_markdown(each))
        ids = root.xpath("//@id")
        assert len(set(ids)) == len(ids)
        links = [link[1:] for link in root.xpath("//a/@href") if link.startswith("#")]
        named = set(ids) | {"".join(re.findall(r"[\w-]+", name)) for name in ids}
        assert set(links) <= named
        assert sum(link.startswith("q-") for link in links) == sum(len(f.tellings) for f in facts_of(each).values())


def test_markdown_of_hostile_words_does_nothing(hostile: Dossier) -> None:
    root = from_markdown(render_markdown(hostile))
    assert {element.tag for element in root.iter() if isinstance(element.tag, str)} <= {
        "html",
        "body",
        "h1",
        "h2",
        "h3",
        "h4",
        "p",
        "a",
        "br",
        "strong",
        "blockquote",
        "ul",
        "ol",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "pre",
        "mark",
    }
    assert all(link.startswith("#") for link in root.xpath("//a/@href"))
    assert len(root.xpath("//h1")) == 1 and not root.xpath("//@src | //@onerror")


def test_markdown_shows_source_texts_whole(dossier: Dossier) -> None:
    bodies = [element.text_content().strip("\n") for element in from_markdown(render_markdown(dossier)).xpath("//pre")]
    assert bodies == [source.passages[0].text.strip("\n") for source in dossier.sources]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_terminal_keeps_to_its_width(dossier: Dossier, hostile: Dossier, width: int) -> None:
    for each in (dossier, hostile):
        assert max(columns(line.rstrip()) for line in shown(each, width).splitlines()) <= width


def test_the_terminal_shows_every_fact_with_its_words_and_note(dossier: Dossier) -> None:
    text = squeezed(shown(dossier, 120))
    for fact in facts_of(dossier).values():
        assert squeezed(fact.headline) in text
        assert squeezed(fact.tellings[0].exact) in text
    assert "citingLakeDaily,3May2001https://daily.example/1" in text
    assert "Twofigures<b>differ</b>." in text and "also[" in text


def test_colour_only_where_it_is_wanted(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in shown(dossier)
    assert "\x1b[" in shown(dossier, force_terminal=True, color_system="standard")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search(r"\x1b\[[\d;]*3[0-7]", shown(dossier, force_terminal=True))


def test_hostile_words_do_not_reach_the_terminal(hostile: Dossier) -> None:
    text = shown(hostile, force_terminal=False)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)
    assert "[bold]markup[/bold]" in text.replace("\n", " ") or "[bold]" in text


def test_a_long_history_fits(dossier: Dossier) -> None:
    from dataclasses import replace

    from upperhand.present.types import Year

    long = replace(dossier, years=(Year(1900, 1, 0, 0, 0), Year(2024, 0, 1, 2, 0)))
    assert "one column is" in shown(long, 80)
