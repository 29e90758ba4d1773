import base64
import hashlib
import re
from itertools import pairwise
from typing import Any

import pytest
from lxml import html
from shelf import HOSTILE

from upperhand.present import Dossier, render_html
from upperhand.present.gather import facts_of


@pytest.fixture(scope="module")
def page(dossier: Dossier) -> str:
    return render_html(dossier)


@pytest.fixture(scope="module")
def tree(page: str) -> Any:
    return html.document_fromstring(page)


@pytest.fixture(scope="module")
def evil(hostile: Dossier) -> Any:
    return html.document_fromstring(render_html(hostile))


def test_the_same_dossier_gives_the_same_bytes(dossier: Dossier, hostile: Dossier, page: str) -> None:
    render_html(hostile)
    assert render_html(dossier) == page


def test_headings_come_in_order(tree: Any, evil: Any) -> None:
    for root in (tree, evil):
        levels = [int(heading.tag[1]) for heading in root.iter("h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert all(heading.text_content().strip() for heading in root.iter("h1", "h2", "h3", "h4", "h5"))


def test_ids_are_unique_and_links_lead_somewhere(tree: Any, evil: Any) -> None:
    for root in (tree, evil):
        ids = root.xpath("//@id")
        assert len(set(ids)) == len(ids)
        assert {link[1:] for link in root.xpath("//a/@href") if link.startswith("#")} <= set(ids)
        for attribute in ("aria-labelledby", "aria-describedby", "for"):
            assert {part for value in root.xpath(f"//@{attribute}") for part in value.split()} <= set(ids)


def test_landmarks_labels_and_alternatives(tree: Any) -> None:
    assert [len(tree.xpath(f"//{tag}")) for tag in ("main", "header", "nav", "footer")] == [1, 1, 1, 1]
    assert tree.xpath("/html/@lang") == ["en"] and tree.xpath("//title/text()")
    assert tree.xpath("(//body/*)[1][self::a]/@href") == ["#main"]
    assert all(field.xpath("ancestor::label") for field in tree.xpath("//input | //select"))
    assert all(svg.get("role") == "img" and svg.get("aria-labelledby") for svg in tree.xpath("//svg"))
    pictures = [
        figure for figure in tree.xpath("//figure[.//svg]") if not figure.xpath("ancestor::section[@id='timeline']")
    ]
    assert len(pictures) == 4 and all(figure.xpath(".//details//table[caption]") for figure in pictures)
    assert tree.xpath("//section[@id='timeline']//ol/li")
    assert all(table.xpath(".//th[@scope]") for table in tree.xpath("//table"))
    assert all(box.get("aria-label") and box.get("role") for box in tree.xpath("//*[@tabindex='0']"))


def test_quotes_tell_their_language(tree: Any) -> None:
    languages = {quote.text_content()[:2]: quote.get("lang") for quote in tree.xpath("//blockquote")}
    assert languages["北湖"] in {"zh-Hans", "zh-Hant"} and languages["Wa"] == "en"
    assert {"en", "zh-Hans", "zh-Hant"} <= set(tree.xpath("//blockquote/@lang"))


def test_every_quote_leads_to_its_words(dossier: Dossier, tree: Any) -> None:
    for fact in facts_of(dossier).values():
        for telling in fact.tellings:
            (quote,) = tree.xpath(f"//figure[@id='c-{telling.anchor}']/blockquote/a")
            assert quote.text_content() == " ".join(telling.exact.split())
            (place,) = tree.xpath(f"//*[@id='q-{telling.anchor}']")
            assert place.tag == "mark" or place.getparent().tag == "mark"
            (back,) = tree.xpath(f"//section[@id='texts']//a[@href='#c-{telling.anchor}']")
            text = "".join(_from(place, back))
            assert text == telling.exact


def _from(place: Any, back: Any) -> list[str]:
    reader = back.xpath("ancestor::div[@class='passage']")[0]
    mark = place if place.tag == "mark" else place.getparent()
    found, inside = [], False
    for element in reader:
        inside = inside or element is mark
        if element is back:
            return found
        if inside and element.tag == "mark":
            found.append(element.text_content())
    return found


def test_the_text_is_whole(dossier: Dossier, tree: Any) -> None:
    for source in dossier.sources:
        (reader,) = tree.xpath(f"//article[@id='t-{source.number}']//div[@class='passage']")
        for back in reader.xpath(".//a[@class='back']"):
            back.text = ""
        assert reader.text_content() == source.passages[0].text


def test_status_is_told_in_words(tree: Any) -> None:
    for fact in tree.xpath("//article[@class='fact']"):
        assert fact.xpath("string(.//span[contains(@class, 'status')])").split(maxsplit=1)[1] in {
            "in force or done",
            "planned",
            "eased or ended",
            "denied",
        }


def test_kin_findings_formulas_and_the_moment_are_shown(tree: Any) -> None:
    text = re.sub(r"\s+", " ", tree.text_content())
    assert "Two figures <b>differ</b>." in text and "1.2e9 = 1.2e9" in text
    assert tree.xpath("//article[@class='fact']//p[@class='finding']")
    assert "共同富裕" in text and "common prosperity" in text
    assert "2026-01-02T03:04:05Z" in text and "rules-1" in text
    assert "Northlake Finance" in tree.xpath("string(//section[@id='kin'])")
    assert "It cites (note 1): Lake Daily, 3 May 2001" in text
    assert "Page iv" in text


def test_the_policy_allows_only_what_the_file_carries(page: str, tree: Any) -> None:
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none';") and "unsafe" not in policy
    for tag in ("style", "script"):
        (body,) = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.S)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert not tree.xpath(
        "//@style | //link | //img | //iframe | //object | //*[@src] | //@*[starts-with(name(), 'on')]"
    )
    assert not re.search(r"@import|url\(", page)


def test_nothing_from_a_document_acts(evil: Any) -> None:
    assert len(evil.xpath("//script")) == 1 and len(evil.xpath("//style")) == 1
    assert not evil.xpath("//img | //b | //i | //@onerror | //iframe")
    assert all(link.startswith(("#", "https://")) for link in evil.xpath("//a/@href"))
    text = evil.text_content()
    assert "<script>alert(1)</script>" in text and "{{ 7*7 }}" in text
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", name) for name in evil.xpath("//@id"))
    (reader,) = evil.xpath("//div[@class='passage']/mark")
    assert len(reader.text_content()) == len(HOSTILE)


def test_an_empty_dossier_is_a_page(ledger: Any) -> None:
    from upperhand.model import Entity
    from upperhand.present import build_dossier

    root = html.document_fromstring(render_html(build_dossier(ledger, Entity("nobody", "Company", "Nobody"))))
    assert "tell of no state lever on Nobody" in root.text_content()
