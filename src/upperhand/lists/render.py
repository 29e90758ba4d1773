"""A record as text: one line a value, in the words of the list, in its order."""

from collections.abc import Iterator

from upperhand.lists.records import Tree


def render(tree: Tree) -> str:
    """`field: value` lines; fields inside fields have their path, `address/city: Wuhan`."""
    return "\n".join(_lines(tree, ""))


def _lines(tree: Tree, path: str) -> Iterator[str]:
    for name, nodes in tree.items():
        place = path if name == "#text" else f"{path}/{name}" if path else name
        for node in nodes:
            if isinstance(node, dict):
                yield from _lines(node, place)
            else:
                yield f"{place.replace('@', '')}: {' '.join(str(node).split())}"
