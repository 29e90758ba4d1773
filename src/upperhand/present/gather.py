"""What every renderer asks of a dossier: all its facts in the order shown, and what to call a source."""

from upperhand.present.scripts import one_line
from upperhand.present.types import Dossier, Fact, Section, Source
from upperhand.present.wording import counted


def facts_of(dossier: Dossier) -> dict[str, Fact]:
    """Every fact of a dossier by its anchor."""
    groups = [dossier.sections, *(group.sections for group in (*dossier.kin, *dossier.other))]
    return {fact.anchor: fact for sections in groups for section in sections for fact in section.facts}


def held(dossier: Dossier) -> str:
    """How many facts the dossier shows, of how many: `31 facts`, `154 of 1,311 facts`."""
    shown, own = len(facts_of(dossier)), sum(len(section.facts) for section in dossier.sections)
    left = dossier.facts_in_all - own
    return f"{shown:,} of {counted(shown + left, 'fact')}" if left > 0 else counted(shown, "fact")


def more_of(section: Section) -> str:
    """How many facts of a section are not shown with their words: `812 more facts are`."""
    more = section.count - len(section.facts)
    return f"{counted(more, 'more fact')} {'is' if more == 1 else 'are'}"


def publisher_of(source: Source) -> str:
    """Who published a source and of which kind that is, as far as known: `Xinhua (state media)`."""
    kind = "" if source.publisher_kind == "unknown" else source.publisher_kind
    name = one_line(source.publisher or "")
    return f"{name} ({kind})" if name and kind else name or kind


def source_title(source: Source) -> str:
    """What to call a source: its title, or its address, or its file's name, or the beginning of its id."""
    address = source.url or ""
    where = address if "://" in address else address.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return one_line(source.title or "") or one_line(where) or f"document {one_line(source.document_id[:12])}"
