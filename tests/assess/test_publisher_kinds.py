"""The kind of each source's publisher stands beside it in every form of the dossier."""

import json
from pathlib import Path

from tests.assess.assess_samples import AT, document, record

from upperhand.inquiry import dossier_of
from upperhand.ledger import Ledger
from upperhand.present import render_html, render_json, render_markdown

KINDS = {"Xinhua": "state media", "Reuters": "agency", "The Lakeport Almanac": "unknown"}


def test_kinds_of_publishers_are_shown(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.db") as ledger:
        for publisher in KINDS:
            source = document(f"Acme was fined, says {publisher}.", publisher=publisher)
            told = record(source, company="acme-works", money=18e6)
            ledger.add(source, [told.claim], told.links, ruleset="r", at=AT)
        dossier = dossier_of(ledger, "acme-works")
    found = {source["publisher"]: source["publisher_kind"] for source in json.loads(render_json(dossier))["sources"]}
    assert found == KINDS
    page, text = render_html(dossier), render_markdown(dossier)
    for publisher, kind in KINDS.items():
        assert (f"{publisher} ({kind})" in text) == (kind != "unknown")
    assert "(state media)" in page and "(agency)" in page and "(unknown)" not in page
