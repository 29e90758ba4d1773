"""The dossier as one HTML file: styles, pictures and the cited source texts inside, no script needed, nothing fetched.

The policy in its head allows only the style and the script that the file carries, by their hashes.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from upperhand.model import LEVERS
from upperhand.present import charts, wording
from upperhand.present.gather import facts_of, held, more_of, source_title
from upperhand.present.links import href
from upperhand.present.reader import Segment, segments
from upperhand.present.scripts import language_tag, legible, one_line
from upperhand.present.summary import FIRM
from upperhand.present.types import Dossier

TEMPLATES = Path(__file__).parent / "templates"


def render_html(dossier: Dossier) -> str:
    """The whole page. The same dossier gives the same bytes."""
    style, script = _style(), (TEMPLATES / "filter.js").read_text(encoding="utf-8")
    facts = facts_of(dossier)
    return str(
        _environment()
        .get_template("dossier.html.j2")
        .render(
            dossier=dossier,
            style=style,
            script=script,
            policy=_policy(style, script),
            facts=facts,
            by_claim={telling.claim_id: (fact, telling) for fact in facts.values() for telling in fact.tellings},
            sources={source.number: source for source in dossier.sources},
            findings={finding.id: finding for finding in dossier.findings},
            marked=_marked(dossier),
            levers=LEVERS,
            words=wording.words(),
            pictures={
                name: getattr(charts, name)(dossier)
                for name in ("overview", "balance", "timeline", "network", "exposure")
            },
        )
    )


def _marked(dossier: Dossier) -> dict[int, list[list[Segment]]]:
    spans: dict[int, list[tuple[int, int, str]]] = {source.number: [] for source in dossier.sources}
    for fact in facts_of(dossier).values():
        for telling in fact.tellings:
            spans[telling.source].append((telling.start, telling.end, telling.anchor))
    spoken: dict[str, list[tuple[int, int, str]]] = {}
    for formula in dossier.formulas:
        for document, start, end in formula.spans:
            spoken.setdefault(document, []).append((start, end, formula.meaning))
    return {
        source.number: [
            list(segments(passage, spans[source.number], spoken.get(source.document_id, ())))
            for passage in source.passages
        ]
        for source in dossier.sources
    }


def _style() -> str:
    colours = wording.palette()
    light, dark = (
        ";".join(f"--{key}:{value}" for key, value in part.items()) for part in (colours.light, colours.dark)
    )
    shared = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    at_night = f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    return f":root{{{light};color-scheme:light dark}}\n{at_night}\n{shared}"


def _policy(style: str, script: str) -> str:
    sums = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script))
    return (
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'".format(
            *sums
        )
    )


@cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "line": lambda text: one_line(text or ""),
        "legible": legible,
        "href": href,
        "date": wording.date_text,
        "figure": wording.figure_text,
        "lang": language_tag,
        "title_of": source_title,
        "status": wording.status_text,
        "in_a_line": wording.line_text,
    }
    made.globals |= {"counted": wording.counted, "firm": FIRM, "more_of": more_of, "held": held}
    return made
