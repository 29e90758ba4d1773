"""The dossier in a terminal, with Rich: the facts of the page, one telling of each, at any width from 60 columns."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from upperhand.present.dates import bounds
from upperhand.present.gather import held, more_of, publisher_of, source_title
from upperhand.present.scripts import one_line, shortened
from upperhand.present.summary import FIRM
from upperhand.present.types import Dossier, Fact, KinSections, Section, Source, Telling
from upperhand.present.wording import counted, date_text, words

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

STYLES = {"lever": "blue", "counter": "yellow"}
WIDEST = 120
BLOCKS = " ▁▂▃▄▅▆▇█"


def render_terminal(dossier: Dossier, console: "Console") -> None:
    """Print the dossier. Text from documents is never read as markup, and control characters in it do nothing."""
    width = min(console.width, WIDEST)
    for part in _parts(dossier, width):
        console.print(part, highlight=False, soft_wrap=False, width=width)


def _parts(dossier: Dossier, width: int) -> Iterator["RenderableType"]:
    from rich.rule import Rule

    sources = {source.number: source for source in dossier.sources}
    yield from _head(dossier)
    yield from _summary(dossier)
    yield from _bars(dossier.sections, width)
    yield from _balance(dossier, width)
    for side, title in (("lever", "What the state holds"), ("counter", "Counter-forces")):
        yield ""
        yield Rule(f"[bold]{title}[/bold]", style=STYLES[side], align="left")
        sections = [section for section in dossier.sections if section.side == side]
        yield from (item for section in sections for item in _section(section, sources))
        if not sections:
            yield _text("The sources read tell of none.", "dim")
    yield from _apart("Kin companies", dossier.kin, sources)
    yield from _apart("Where it acts itself", dossier.other, sources)
    yield from _network(dossier)
    yield from _sources(dossier)
    yield from _open_questions(dossier)


def _text(text: str, style: str = "") -> "Text":
    from rich.text import Text

    return Text(text, style=style)


def _head(dossier: Dossier) -> Iterator["RenderableType"]:
    subject = dossier.subject
    yield ""
    yield _text(one_line(subject.caption), "bold")
    others = [one_line(name.text) for name in subject.names if name.kind == "name" and name.text != subject.caption]
    others += [one_line(item.value) for item in subject.identifiers]
    if more := sum(name.kind != "name" for name in subject.names):
        others.append(f"{counted(more, 'other name')}")
    if others:
        yield _text(" · ".join(others), "dim")
    stand = f"{held(dossier)} from {counted(len(dossier.sources), 'source')}"
    if dossier.as_of:
        stand += f"; ledger as of {one_line(dossier.as_of)}"
    if dossier.rulesets:
        stand += f"; rules {', '.join(map(one_line, dossier.rulesets))}"
    yield _text(stand, "dim")
    yield from (_text(one_line(note), "dim") for note in dossier.notes)


def _summary(dossier: Dossier) -> Iterator["RenderableType"]:
    yield ""
    yield _text(" ".join("".join(clause.text for clause in sentence) for sentence in dossier.summary))
    yield _text(FIRM, "dim")


def _bars(sections: Sequence[Section], width: int) -> Iterator["RenderableType"]:
    if not sections:
        return
    yield ""
    table = _grid(22, None)
    most, room = max(section.count for section in sections), max(10, min(width, 120) - 54)
    for section in sections:
        unit = min(3.0, room / most)
        firm, rest = round(section.firm * unit), round(section.count * unit) - round(section.firm * unit)
        bar = _text("█" * firm + "░" * rest, STYLES[section.side])
        bar.append(f" {counted(section.count, 'fact')}, {counted(section.documents, 'source')}", style="dim")
        table.add_row(section.title, bar)
    yield table


def _grid(*widths: int | None) -> "Table":
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    for width in widths:
        table.add_column(width=width, ratio=None if width else 1, overflow="fold")
    return table


def _balance(dossier: Dossier, width: int) -> Iterator["RenderableType"]:
    if not dossier.years:
        return
    first, last = dossier.years[0].year, dossier.years[-1].year
    step = max(1, -(-(last - first + 1) * 3 // max(20, width - 24)))
    spans = range(first, last + 1, step)
    levers, counter = (
        [
            sum(
                getattr(year, f"{side}_firm") + getattr(year, f"{side}_other")
                for year in dossier.years
                if start <= year.year < start + step
            )
            for start in spans
        ]
        for side in ("levers", "counter")
    )
    most = max(*levers, *counter, 1)
    yield ""
    table = _grid(22, None)
    table.add_row("Levers by year", _text(_columns(levers, most), STYLES["lever"]))
    table.add_row("Counter-forces", _text(_columns(counter, most), STYLES["counter"]))
    room = len(spans) * 3 - 1
    table.add_row("", _text(f"{first}{str(last).rjust(max(5, room - 4))}" if last > first else str(first), "dim"))
    yield table
    if step > 1 or dossier.undated:
        notes = [f"one column is {step} years"] * (step > 1) + [f"{counted(dossier.undated, 'fact')} without date"] * (
            dossier.undated > 0
        )
        yield _text("; ".join(notes), "dim")


def _columns(values: Sequence[int], most: int) -> str:
    return " ".join(BLOCKS[-(-value * 8 // most)] * 2 for value in values)


def _section(section: Section, sources: dict[int, Source]) -> Iterator["RenderableType"]:
    yield ""
    head = _text(section.title, f"bold {STYLES[section.side]}")
    head.append(f"  {counted(section.count, 'fact')}, {counted(section.documents, 'source')}", style="dim")
    yield head
    table = _grid(15, None)
    for fact in section.facts:
        table.add_row(_text(_when(fact)), _fact(fact, sources))
    yield table
    if section.count > len(section.facts):
        yield _text(
            f"{more_of(section)} not shown here: 'upperhand facts NAME --lever {section.lever}' lists them", "dim"
        )


def _when(fact: Fact) -> str:
    found, text = bounds(fact.date), one_line(date_text(fact.date)) or "undated"
    if len(text) <= 15 or found is None:
        return text
    return one_line(fact.date or "").replace("/", " to ")


def _fact(fact: Fact, sources: dict[int, Source]) -> "Text":
    told, best = words(), fact.tellings[0]
    text = _text(fact.headline, "bold")
    marks = [f"{told.statuses[fact.status].mark} {told.statuses[fact.status].label}"]
    if fact.stance != "asserted":
        marks.append(f"attributed to {one_line(fact.attributed_to)}" if fact.attributed_to else fact.stance)
    marks += [f"unsure, {fact.confidence:.0%}"] if fact.confidence < told.unsure_below else []
    marks += [counted(fact.origins, "independent origin")] if fact.origins is not None else []
    text.append(f"  {' · '.join(marks)}\n", style="dim")
    text.append(f"“{one_line(best.exact)}”\n")
    text.append(_reference(best, sources[best.source]), style="dim")
    more = sorted({telling.source for telling in fact.tellings} - {best.source})
    if more:
        text.append(f"\nalso {' '.join(f'[{number}]' for number in more)}", style="dim")
    if fact.left_out:
        text.append(f"\n{counted(fact.left_out, 'more claim')}: 'upperhand origins {fact.id}'", style="dim")
    return text


def _reference(telling: Telling, source: Source) -> str:
    parts = [f"[{source.number}] {shortened(source_title(source), 60)}"]
    parts += [
        one_line(part)
        for part in (publisher_of(source), date_text(source.published_at), telling.page and f"p. {telling.page}")
        if part
    ]
    text = ", ".join(parts)
    if telling.cited:
        text += f"; citing {one_line(telling.cited.content)}"
        if telling.cited.url and telling.cited.url not in telling.cited.content:
            text += f" {one_line(telling.cited.url)}"
    return text


def _apart(title: str, groups: Sequence[KinSections], sources: dict[int, Source]) -> Iterator["RenderableType"]:
    from rich.rule import Rule

    for place, group in enumerate(groups):
        if place == 0:
            yield ""
            yield Rule(f"[bold]{title}[/bold] (not counted above)", style="dim", align="left")
        yield ""
        yield _text(one_line(group.caption) + (f", {group.relation}" if group.relation else ""), "bold underline")
        yield from (item for section in group.sections for item in _section(section, sources))


def _network(dossier: Dossier) -> Iterator["RenderableType"]:
    from rich.rule import Rule

    nodes = dossier.network.nodes[1:]
    if not nodes:
        return
    yield ""
    yield Rule("[bold]Actors and people[/bold]", style="dim", align="left")
    table = _grid(30, None)
    for node in nodes:
        table.add_row(_text(shortened(node.label, 30)), _text(node.detail, "dim"))
    yield table


def _sources(dossier: Dossier) -> Iterator["RenderableType"]:
    from rich.rule import Rule

    yield ""
    yield Rule("[bold]Sources[/bold]", style="dim", align="left")
    table = _grid(4, None)
    for source in dossier.sources:
        rest = [part for part in (publisher_of(source), one_line(date_text(source.published_at) or "")) if part]
        text = _text(", ".join([source_title(source), *rest]))
        text.append(f"  {counted(source.facts, 'fact')}", style="dim")
        table.add_row(_text(f"[{source.number}]"), text)
    yield table


def _open_questions(dossier: Dossier) -> Iterator["RenderableType"]:
    from rich.rule import Rule

    rows = [f"{finding.level}: {one_line(finding.message)}" for finding in dossier.findings]
    rows += [f"{item.text} ({counted(len(item.claim_ids), 'claim')})" for item in dossier.unresolved]
    if rows:
        yield ""
        yield Rule("[bold]Findings and what is unresolved[/bold]", style="dim", align="left")
        yield from (_text(f"• {row}") for row in rows)
