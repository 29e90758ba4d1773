"""Documents and claims about firms that do not exist, and ways to put them into a ledger."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from upperhand.ledger import Ledger
from upperhand.model import (
    Assertion,
    CitedSource,
    Claim,
    Document,
    Entity,
    Evidence,
    Link,
    Page,
    Quantity,
)

FIRST = """Northlake Motors and the Party

Northlake Motors set up a Party branch in 2001 (1). The branch became a committee in 2009, and by the end of 2018 over
4,000 employees were members, according to the Lake Daily.

In April 2021 the Market Bureau fined Northlake Motors 1.2 billion
dollars. Lin Wei, its founder, may be barred from leaving the country."""
SECOND = (
    "The Market Bureau's fine of $1.2bn on Northlake Motors, made known on 10 April 2021, is the largest ever. "
    "Shares fell by 8% that day."
)
THIRD = "北湖汽车回应称,公司从未向政府提供用户数据。2021年4月,市场局对北湖汽车处以罚款。"
FOURTH = "北湖汽車計劃於2024年把百分之一的股份轉讓給國家。"
FIFTH = (
    "Washington put Northlake Motors on its list in May 2022. Northlake Finance was told to halt its listing in 2020."
)


@dataclass(frozen=True)
class Told:
    """A claim to be: where its words stand, what it says, who its names are."""

    words: str
    lever: str
    target: str = "Northlake Motors"
    actor: str | None = None
    ids: tuple[tuple[str, str | None], ...] = ()
    more: tuple[tuple[str, Any], ...] = ()


def document(text: str, **more: Any) -> Document:
    return Document(hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(), text, **more)


def claim(of: Document, told: Told) -> tuple[Claim, list[Link]]:
    start = of.text.index(told.words)
    end = start + len(told.words)
    identifier = hashlib.sha256(repr((of.id, start, told)).encode("utf-8", "replace")).hexdigest()
    page = next((page.number for page in of.pages if page.start <= start < page.end), None)
    evidence = Evidence(
        of.id, start, end, told.words, of.text[max(0, start - 32) : start], of.text[end : end + 32], page
    )
    made = Claim(identifier, told.lever, told.target, evidence, actor=told.actor, rule="r", confidence=0.9)  # type: ignore[arg-type]
    made = replace(made, **dict(told.more))
    ids = dict(told.ids)
    names = [
        ("target", told.target),
        *([("actor", told.actor)] if told.actor else []),
        *(("person", p) for p in made.people),
    ]
    known = {
        "Northlake Motors": "northlake",
        "北湖汽车": "northlake",
        "北湖汽車": "northlake",
        "Northlake Finance": "finance",
        "Market Bureau": "bureau",
        "市场局": "bureau",
    }
    links = [
        Link(
            identifier,
            role,
            name,
            ids.get(name, known.get(name, f"unknown:{name}")),  # type: ignore[arg-type]
            () if ids.get(name, "") is not None else ("bureau", "other-bureau"),
        )
        for role, name in names
    ]
    return made, links


def assertion(status: str = "effective", stance: str = "asserted", by: str | None = None) -> tuple[str, Assertion]:
    return "assertion", Assertion(status, stance, by)  # type: ignore[arg-type]


BOOK = [
    (
        document(
            FIRST,
            title="Northlake and the Party",
            publisher="Lake Review",
            published_at="2021-05",
            language="en",
            source_url="https://lake.example/party?a=1&b=2",
            pages=(Page(1, 0, 200, "iv"), Page(2, 200, len(FIRST))),
        ),
        [
            Told(
                "Northlake Motors set up a Party branch in 2001",
                "party_organization",
                actor="Party",
                more=(
                    ("date", "2001"),
                    ("cited", CitedSource("Lake Daily, 3 May 2001", "https://daily.example/1", "1")),
                ),
            ),
            Told(
                "by the end of 2018 over\n4,000 employees were members",
                "party_organization",
                more=(
                    ("date", "2018"),
                    ("quantity", Quantity(4000, "people")),
                    assertion(stance="attributed", by="Lake Daily"),
                ),
            ),
            Told(
                "In April 2021 the Market Bureau fined Northlake Motors 1.2 billion\ndollars",
                "enforcement",
                actor="Market Bureau",
                more=(("date", "2021-04"), ("quantity", Quantity(1.2e9, "USD", "USD"))),
            ),
            Told(
                "the Market Bureau fined Northlake Motors",
                "policy_directive",
                actor="Market Bureau",
                ids=(("Market Bureau", None),),
            ),
            Told(
                "Lin Wei, its founder, may be barred from leaving the country",
                "detention",
                more=(("people", ("Lin Wei",)), ("confidence", 0.3), assertion("planned", "speculative")),
            ),
        ],
    ),
    (
        document(SECOND, title="Fine on Northlake", publisher="Wire", published_at="2021-04-11", language="en"),
        [
            Told(
                "The Market Bureau's fine of $1.2bn on Northlake Motors, made known on 10 April 2021",
                "enforcement",
                actor="Market Bureau",
                more=(("date", "2021-04-10"), ("quantity", Quantity(1.2e9, "USD", "USD"))),
            ),
            Told(
                "Shares fell by 8% that day",
                "market_reaction",
                more=(("date", "2021-04-10"), ("quantity", Quantity(8, "percent"))),
            ),
        ],
    ),
    (
        document(THIRD, title="北湖汽车回应", publisher="湖报", published_at="2021-06-01", language="zh"),
        [
            Told(
                "北湖汽车回应称,公司从未向政府提供用户数据",
                "corporate_resistance",
                target="北湖汽车",
                actor="北湖汽车",
                more=(assertion("denied"),),
            ),
            Told(
                "2021年4月,市场局对北湖汽车处以罚款",
                "enforcement",
                target="北湖汽车",
                actor="市场局",
                more=(("date", "2021-04"),),
            ),
        ],
    ),
    (
        document(FOURTH, title="北湖汽車計劃", publisher="湖報", language="zh"),
        [
            Told(
                "北湖汽車計劃於2024年把百分之一的股份轉讓給國家",
                "state_ownership",
                target="北湖汽車",
                actor="國家",
                more=(("date", "2024"), ("quantity", Quantity(1, "percent")), assertion("planned")),
            ),
        ],
    ),
    (
        document(FIFTH, publisher="Wire", published_at="2022-06-01", language="en"),
        [
            Told(
                "Washington put Northlake Motors on its list in May 2022",
                "foreign_measure",
                actor="Washington",
                more=(("date", "2022-05"),),
            ),
            Told(
                "Northlake Finance was told to halt its listing in 2020",
                "enforcement",
                target="Northlake Finance",
                more=(("date", "2020"),),
            ),
        ],
    ),
]
NORTHLAKE = Entity(
    "northlake",
    "Company",
    "Northlake Motors",
    {
        "name": ("Northlake Motors Company Limited", "北湖汽车有限公司", "北湖汽車有限公司"),
        "alias": ("Northlake",),
        "previousName": ("Lake Carriage Works",),
        "ticker": ("LAKE:NLM",),
        "country": ("cn",),
        "sector": ("cars",),
    },
)
FINANCE = Entity("finance", "Company", "Northlake Finance", {"parent": ("northlake",)})
AT = "2026-01-02T03:04:05Z"


def put(ledger: Ledger, of: Document, told: list[Told]) -> list[Claim]:
    made = [claim(of, item) for item in told]
    claims = [replace(item, ruleset="rules-1") for item, _ in made]
    ledger.add(of, claims, [link for _, links in made for link in links], ruleset="rules-1", at=AT)
    return claims


HOSTILE = (
    '<script>alert(1)</script> "><img src=x onerror=alert(2)> [link](javascript:alert(3)) `code` # heading\n\n'
    "<b>bold</b> \x1b[31mred\x1b]0;title\x07 \u202egnp.exe \u2066x\u2069 {{ 7*7 }} {% raw %} ]]> "
    "--> *stars* | pipe | &amp; 1. list\n- item\n\x00\x08 "
    "![pic](http://evil.example/p.png) </pre></mark></style> [bold]markup[/bold]"
)
