"""Of several records that tell of one thing, such as an award, the last one told holds; those before it are kept, and marked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from upperhand.lists.entry import Listing
from upperhand.lists.mapping import Form
from upperhand.lists.records import Tree


def thing(tree: Tree, form: Form) -> tuple[str, str] | None:
    """What a record tells of, and when it was told; None where a form's records tell of nothing that others may tell of."""
    words = ["; ".join(map(str, tree.get(name, ()))) for name in form.thing]
    return ("/".join(words), "".join(map(str, tree.get(form.told, ())))) if any(words) else None


class Last:
    """When each thing was last told of."""

    def __init__(self) -> None:
        self.told: dict[str, str] = {}

    def hear(self, about: tuple[str, str] | None) -> None:
        """Take note that a thing was told of."""
        if about is not None:
            name, when = about
            self.told[name] = max(when, self.told.get(name, ""))

    def marked(self, listings: Sequence[Listing]) -> tuple[Listing, ...]:
        """The listings, each with the day on which it was told otherwise, if it was."""
        return tuple(
            replace(item, superseded=last[:10]) if item.thing and (last := self.told[item.thing]) > item.told else item
            for item in listings
        )


def merged(known: Sequence[Listing], new: Listing) -> list[Listing]:
    """Listings of an entry with one more; one in the same words is the same, told again."""
    if new.text not in {item.text for item in known}:
        return [*known, new]
    return [replace(item, told=max(item.told, new.told)) if item.text == new.text else item for item in known]


def overtaken(old: Sequence[Listing], last: Mapping[str, str]) -> list[Listing]:
    """Those of an older version's listings that a newer one tells otherwise; `last` is when it told of each thing."""
    return [item for item in old if item.thing in last and item.told <= last[item.thing]]
