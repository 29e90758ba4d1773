"""The two essays that the project first read: the facts on Alibaba that a reader would look for, with words and notes."""

import re
from pathlib import Path

import pytest

from upperhand import Extractor, Ledger, Linker, NameTable, Road, dossier_of, ingest, render_markdown
from upperhand.present import Dossier

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the essays are not part of this project")


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    with Ledger(tmp_path_factory.mktemp("seeds") / "seeds.db") as ledger:
        for _ in ingest([str(SEEDS)], ledger, Road(Extractor(), Linker(NameTable.load())), at="2026-01-01T00:00:00Z"):
            pass
        return dossier_of(ledger, "Alibaba")


@pytest.mark.parametrize(
    ("lever", "words", "date"),
    [
        ("party_organization", "set up a Party branch", "2000"),
        ("party_organization", "upgraded to a Party committee", "2008"),
        ("party_organization", "over 6000", "2017"),
        ("political_office", "Party membership was exposed", "2017"),
        ("loyalty_display", "Yan'an", None),
        ("enforcement", r"antitrust fine of \$ 2\.8 billion", "2021"),
        ("detention", "Effectively ousted", None),
    ],
)
def test_the_fact_is_told_with_its_words(dossier: Dossier, lever: str, words: str, date: str | None) -> None:
    facts = [fact for section in dossier.sections if section.lever == lever for fact in section.facts]
    told = [fact for fact in facts if any(re.search(words, telling.exact) for telling in fact.tellings)]
    assert told
    assert date is None or any((fact.date or "").startswith(date) for fact in told)


def test_the_halted_listing_is_told_of_the_kin_company(dossier: Dossier) -> None:
    assert "Ant Group" in render_markdown(dossier)
    assert "scuttled the initial public offering of Ant" in render_markdown(dossier)


def test_the_fine_has_its_figure_and_the_members_their_note(dossier: Dossier) -> None:
    text = render_markdown(dossier)
    assert "2.8 billion" in text
    assert "https://www.cna.com.tw/news/acn/201804080079.aspx" in text
