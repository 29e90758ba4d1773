"""The dossier as Markdown (CommonMark with tables): the same content as the page, with the same anchors."""

import re
from collections.abc import Iterable, Iterator, Sequence

from upperhand.present.gather import facts_of, held, more_of, publisher_of, source_title
from upperhand.present.links import href
from upperhand.present.reader import segments
from upperhand.present.scripts import legible, one_line
from upperhand.present.summary import FIRM
from upperhand.present.types import Clause, Dossier, Fact, Kin, KinSections, Section, Source, Telling, Unresolved
from upperhand.present.wording import counted, date_text, line_text, status_text, words

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&#!$^{}])")
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$|[-+=])", re.M)


def escaped(text: str) -> str:
    """Text that Markdown shows as it is: nothing in it makes a tag, a link, a heading or a list."""
    return _LINE_START.sub(
        lambda found: found[1] + found[2][:-1] + "\\" + found[2][-1], _SPECIAL.sub(r"\\\1", legible(text))
    )


def line(text: str | None) -> str:
    """The same on one line."""
    return escaped(one_line(text or ""))


def render_markdown(dossier: Dossier) -> str:
    """The whole dossier. The same dossier gives the same bytes."""
    facts = facts_of(dossier)
    parts = [
        _head(dossier),
        _summary(dossier, facts),
        _identity(dossier),
        _balance(dossier),
        *_side("What the state holds", dossier, "lever"),
        *_side("Counter-forces", dossier, "counter"),
        *_apart("Kin companies", dossier.kin, dossier),
        *_apart("Where it acts itself", dossier.other, dossier),
        _timeline(dossier, facts),
        _network(dossier),
        _exposure(dossier),
        _formulas(dossier),
        _findings(dossier, facts),
        _unresolved(dossier.unresolved, facts),
        _sources(dossier),
        _texts(dossier),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(dossier: Dossier) -> str:
    moment = f"; the ledger as of {line(dossier.as_of)}" if dossier.as_of else ""
    rules = f"; rules {', '.join(map(line, dossier.rulesets))}" if dossier.rulesets else ""
    return (
        f"# {line(dossier.subject.caption)}: dossier\n\n"
        f"{held(dossier)} from {counted(len(dossier.sources), 'source')}{moment}{rules}."
        + "".join(f"\n\n{line(note)}" for note in dossier.notes)
    )


def _summary(dossier: Dossier, facts: dict[str, Fact]) -> str:
    home = {telling.claim_id: fact for fact in facts.values() for telling in fact.tellings}
    sentences = ["".join(_clause(clause, home) for clause in sentence) for sentence in dossier.summary]
    return f"## Summary\n\n{' '.join(sentences)}\n\n{FIRM}"


def _clause(clause: Clause, home: dict[str, Fact]) -> str:
    if not clause.claim_ids:
        return escaped(clause.text)
    body = clause.text.lstrip(" ,;")
    return f"{clause.text[: len(clause.text) - len(body)]}[{line(body)}](#f-{home[clause.claim_ids[0]].anchor})"


def _identity(dossier: Dossier) -> str:
    subject, told = dossier.subject, words()
    rows = [
        (told.name_kinds.get(name.kind, name.kind), f"{line(name.text)} ({told.languages.get(name.lang, name.lang)})")
        for name in subject.names
    ]
    rows += [(item.label, line(item.value)) for item in (*subject.identifiers, *subject.details)]
    rows += [("Id in the ledger", f"{line(subject.id)} ({line(subject.schema)})")]
    rows += [("Kin company", f"{line(kin.caption)} ({kin.relation}{_facts_of(kin)})") for kin in subject.kin]
    return "## Who it is\n\n" + _table(("", ""), rows)


def _facts_of(kin: Kin) -> str:
    return f", {counted(kin.facts, 'fact')}" if kin.facts else ""


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in lines)


def _balance(dossier: Dossier) -> str:
    if not dossier.sections:
        return ""
    years = _table(
        ("Year", "Levers, firm", "Levers, other", "Counter-forces, firm", "Counter-forces, other"),
        [(y.year, y.levers_firm, y.levers_other, y.counter_firm, y.counter_other) for y in dossier.years],
    )
    levers = _table(
        ("Lever", "Facts", "Firm", "Sources"),
        [(f"[{s.title}](#{s.anchor})", s.count, s.firm, s.documents) for s in dossier.sections],
    )
    undated = f"\n\n{counted(dossier.undated, 'fact')} without date." if dossier.undated else ""
    return f"## Balance over time\n\n{years}{undated}\n\n### Facts by lever\n\n{levers}"


def _side(title: str, dossier: Dossier, side: str) -> Iterator[str]:
    sections = [section for section in dossier.sections if section.side == side]
    yield f"## {title}" + ("" if sections else "\n\nThe sources read tell of none.")
    for section in sections:
        yield _section(section, dossier, "###")


def _apart(title: str, groups: Sequence[KinSections], dossier: Dossier) -> Iterator[str]:
    if groups:
        yield f"## {title}\n\nNone of these facts is counted above."
    for group in groups:
        yield f"### {line(group.caption)}{f' ({group.relation})' if group.relation else ''}"
        for section in group.sections:
            yield _section(section, dossier, "####")


def _section(section: Section, dossier: Dossier, level: str) -> str:
    head = (
        f'{level} <a id="{section.anchor}"></a>{section.title}\n\n{section.definition} '
        f"{counted(section.count, 'fact')} from {counted(section.documents, 'source')}."
    )
    return "\n\n".join([head, *(_fact(fact, dossier) for fact in section.facts), *_rest(section)])


def _rest(section: Section) -> Iterator[str]:
    """The facts that are not shown with their words."""
    if section.count > len(section.facts):
        yield f"{more_of(section)} not shown here with their words" + (":" if section.rest else ".")
    if section.rest:
        yield "\n".join(f"- {line(text)}" for text in map(line_text, section.rest))


def _fact(fact: Fact, dossier: Dossier) -> str:
    told = words()
    about = [
        status_text(fact.status),
        told.stances[fact.stance].label + (f" ({line(fact.attributed_to)})" if fact.attributed_to else ""),
    ]
    about += [line(fact.place)] if fact.place else []
    about += (
        [f"{counted(fact.documents, 'source')} by {counted(fact.publishers, 'publisher')}"]
        if fact.documents > 1
        else []
    )
    about += [counted(fact.origins, "independent origin")] if fact.origins is not None else []
    about += [f"{'**unsure**, ' if fact.confidence < told.unsure_below else ''}sure to {fact.confidence:.0%}"]
    title = f"**{line(date_text(fact.date)) or 'undated'} — {line(fact.headline)}**"
    head = f'<a id="f-{fact.anchor}"></a>{title}  \n{"; ".join(about)}'
    sources = {source.number: source for source in dossier.sources}
    findings = [
        f"**{finding.level.capitalize()}:** {line(finding.message)} {line(finding.working)}".rstrip()
        for finding in dossier.findings
        if finding.id in fact.finding_ids
    ]
    return "\n\n".join(
        [head, *(_telling(telling, sources[telling.source]) for telling in fact.tellings), *_more(fact), *findings]
    )


def _more(fact: Fact) -> Iterator[str]:
    if fact.left_out:
        yield f"{counted(fact.left_out, 'more claim')} not shown here: 'upperhand origins {line(fact.id)}' lists them."


def _telling(telling: Telling, source: Source) -> str:
    says = f"According to {line(telling.attributed_to)}, in " if telling.attributed_to else ""
    page = f" Page {line(telling.page)}." if telling.page else ""
    cites = ""
    if telling.cited:
        link = href(telling.cited.url)
        address = (
            f" <{link}>"
            if link and not set(link) & set("<>")
            else f" {line(telling.cited.url)}"
            if telling.cited.url
            else ""
        )
        cites = f"  \n> It cites: {line(telling.cited.content)}{address}"
    return (
        f'<a id="c-{telling.anchor}"></a>\n\n> [“{line(telling.exact)}”](#q-{telling.anchor})  \n'
        f"> {says}[\\[{source.number}\\]](#s-{source.number}) {_source(source)}{page}{cites}"
    )


def _source(source: Source) -> str:
    link, title = href(source.url), line(source_title(source))
    named = f"[{title}](<{link}>)" if link and not set(link) & set("<>\\") else title
    rest = [line(source.author), line(publisher_of(source)), line(date_text(source.published_at)) or "undated"]
    return ", ".join([named, *(part for part in rest if part)]) + "."


def _timeline(dossier: Dossier, facts: dict[str, Fact]) -> str:
    rows = [
        f"- {line(date_text(fact.date))}: {_to(fact)} ({words().levers[fact.lever].title}, {status_text(fact.status)}"
        f"{', ' + line(fact.about) if fact.part != 'own' else ''})"
        for fact in map(facts.__getitem__, dossier.timeline)
    ]
    return "## Timeline\n\n" + ("\n".join(rows) or "No fact has a date.")


def _to(fact: Fact) -> str:
    return f"[{line(fact.headline)}](#f-{fact.anchor})"


def _network(dossier: Dossier) -> str:
    rows = [
        (line(node.label), words().kinds[node.kind], line(node.detail), node.facts)
        for node in dossier.network.nodes[1:]
    ]
    return "## Network of actors and people\n\n" + (
        _table(("Party", "Kind", "Tied by", "Facts"), rows) if rows else "No actor or person is named."
    )


def _exposure(dossier: Dossier) -> str:
    rows = [
        (
            line(date_text(p.date)),
            f"{p.levers:.3g}",
            f"{p.levers_low:.3g} to {p.levers_high:.3g}",
            f"{p.counter:.3g}",
            f"{p.counter_low:.3g} to {p.counter_high:.3g}",
        )
        for p in dossier.exposure
    ]
    return (
        "## Exposure over time\n\n" + _table(("Date", "Levers", "Interval", "Counter-forces", "Interval"), rows)
        if rows
        else ""
    )


def _formulas(dossier: Dossier) -> str:
    rows = [(line(f.text), line(f.meaning), f.count, f.documents) for f in dossier.formulas]
    return "## Official formulas\n\n" + _table(("Formula", "Meaning", "Times", "Sources"), rows) if rows else ""


def _findings(dossier: Dossier, facts: dict[str, Fact]) -> str:
    rows = [
        f"- **{finding.level.capitalize()}, {line(finding.check)}:** {line(finding.message)} {line(finding.working)} "
        f"{_claims(finding.claim_ids, facts)}"
        for finding in dossier.findings
    ]
    return "## Findings of the checks\n\n" + "\n".join(rows) if rows else ""


def _unresolved(rows: Sequence[Unresolved], facts: dict[str, Fact]) -> str:
    told = [f"- {line(row.text)} {_claims(row.claim_ids, facts)}" for row in rows]
    return "## Unresolved\n\n" + "\n".join(told) if told else ""


def _claims(claims: Iterable[str], facts: dict[str, Fact]) -> str:
    home = {telling.claim_id: fact for fact in facts.values() for telling in fact.tellings}
    return "; ".join(_to(home[claim]) for claim in claims if claim in home)


def _sources(dossier: Dossier) -> str:
    rows = [
        f'{source.number}. <a id="s-{source.number}"></a>{_source(source)} {counted(source.facts, "fact")}, '
        f"{counted(source.claims, 'claim')} here; SHA-256 {line(source.document_id[:12])}."
        for source in dossier.sources
    ]
    return "## Sources\n\n" + ("\n".join(rows) or "None.")


def _texts(dossier: Dossier) -> str:
    return "\n\n".join(["## Source texts", *(_text(dossier, source) for source in dossier.sources)])


def _text(dossier: Dossier, source: Source) -> str:
    spans = [
        (t.start, t.end, t.anchor)
        for fact in facts_of(dossier).values()
        for t in fact.tellings
        if t.source == source.number
    ]
    parts = [f'### <a id="t-{source.number}"></a>{source.number}. {line(source_title(source))}']
    for passage in source.passages:
        body = "".join(
            "".join(f'<a id="q-{name}"></a>' for name in run.starts)
            + (f"<mark>{_html(run.text)}</mark>" if run.marks else _html(run.text))
            for run in segments(passage, spans)
        )
        parts.append(f"Characters {passage.start:,} to {passage.end:,} of {source.length:,}.\n\n<pre>\n{body}\n</pre>")
    return "\n\n".join(parts)


def _html(text: str) -> str:
    # An HTML block ends at a blank line, so every line end is written as a reference.
    return (
        legible(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("\n", "&#10;")
    )
