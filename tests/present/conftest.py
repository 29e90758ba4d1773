"""One small ledger and its dossiers, read by every test of this room."""

from collections.abc import Iterator

import pytest
from shelf import BOOK, FINANCE, HOSTILE, NORTHLAKE, Told, assertion, document, put

from upperhand.ledger import Ledger
from upperhand.model import CitedSource, Entity, Finding, Quantity
from upperhand.present import Dossier, ExposurePoint, Formula, build_dossier


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with Ledger(tmp_path_factory.mktemp("present") / "book.db") as made:
        for of, told in BOOK:
            put(made, of, told)
        yield made


@pytest.fixture(scope="session")
def dossier(ledger: Ledger) -> Dossier:
    plain = build_dossier(ledger, NORTHLAKE, kin=[FINANCE])
    fine = next(fact for section in plain.sections for fact in section.facts if section.lever == "enforcement")
    findings = [
        Finding(
            "f1",
            "figures_differ",
            "warning",
            tuple(t.claim_id for t in fine.tellings),
            "Two figures <b>differ</b>.",
            "1.2e9 = 1.2e9",
        ),
        Finding("f2", "elsewhere", "error", ("no such claim",), "It concerns another company."),
    ]
    points = [ExposurePoint("2020", 1, 0.5, 1.5, 0.5, 0.2, 0.9), ExposurePoint("2021-04", 3, 2.5, 3.5, 1, 0.5, 1.9)]
    return build_dossier(
        ledger,
        NORTHLAKE,
        kin=[FINANCE],
        findings=findings,
        exposure=points,
        formulas=[Formula("共同富裕", "zh", "common prosperity", 3, 2)],
    )


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    """A dossier whose every string is out to act."""
    of = document(
        "Before. " + HOSTILE + " After.",
        title=HOSTILE,
        publisher=HOSTILE,
        author=HOSTILE,
        source_url="javascript:alert(4)",
    )
    cited = CitedSource(HOSTILE, "java\nscript:alert(5)", "<i>")
    told = Told(
        HOSTILE,
        "enforcement",
        target=HOSTILE,
        actor=HOSTILE,
        ids=((HOSTILE, "evil<id>"),),
        more=(
            ("people", (HOSTILE + "person",)),
            ("place", HOSTILE),
            ("cited", cited),
            ("date", "<b>2021"),
            ("quantity", Quantity(1, HOSTILE)),
            assertion(stance="attributed", by=HOSTILE),
        ),
    )
    who = Entity(
        "evil<id>",
        "Company",
        HOSTILE,
        {"name": (HOSTILE + "name",), "ticker": (HOSTILE,), "previousName": (HOSTILE + "old",)},
    )
    with Ledger(tmp_path_factory.mktemp("hostile") / "book.db") as book:
        (made,) = put(book, of, [told])
        finding = Finding("<x>", HOSTILE, "error", (made.id,), HOSTILE, HOSTILE)
        return build_dossier(
            book,
            who,
            kin=[Entity('kin"', "Company", HOSTILE)],
            findings=[finding],
            formulas=[Formula(HOSTILE, 'en"', HOSTILE, 1, 1)],
        )
