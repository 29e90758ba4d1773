"""XML lists, record by record: no entities, no network, no huge trees."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from upperhand.errors import FormatError
from upperhand.lists.mapping import Form
from upperhand.lists.records import Tree, open_file

Step = tuple[str, ...]
_ABOUT_SCHEMA = (
    "{http://www.w3.org/2001/XMLSchema-instance}"  # attributes for validators, which say nothing of the list
)


def xml_records(path: Path, form: Form, head: dict[str, str]) -> Iterator[tuple[int, Tree]]:
    """The elements at the form's paths as trees; single values outside them go into `head` under their path."""
    wanted = {tuple(place.split("/")) for place in form.records}
    return ((number, tree) for number, (_, tree) in enumerate(elements(path, form, head, wanted), 1))


def elements(path: Path, form: Form, head: dict[str, str], wanted: set[Step]) -> Iterator[tuple[Step, Tree]]:
    """The elements at these paths below the outermost one, each as a tree with its path."""
    with open_file(path) as stream:
        events = etree.iterparse(
            stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        try:
            yield from _walk(events, wanted, path, form, head)
        except etree.XMLSyntaxError as error:
            raise FormatError(f"{path.name}: line {error.lineno}: is not XML that can be read ({error.msg})") from error


def _walk(events: Any, wanted: set[Step], path: Path, form: Form, head: dict[str, str]) -> Iterator[tuple[Step, Tree]]:
    stack: list[str] = []
    inside = 0
    for event, element in events:
        if not isinstance(element.tag, str):
            _refuse_entity(element, path)
            continue
        if event == "start":
            stack.append(_name(element.tag))
            if len(stack) == 1:
                _check_root(element, path, form)
                head.update({f"@{_name(key)}": value for key, value in element.attrib.items()})
            inside += tuple(stack[1:]) in wanted or inside > 0
            continue
        place = tuple(stack[1:])
        stack.pop()
        inside -= inside > 0
        if place in wanted:
            yield place, _tree(element, path)
        elif not inside and not len(element) and (element.text or "").strip():
            head["/".join(place)] = element.text.strip()
        if not inside:
            _let_go(element)


def _check_root(element: Any, path: Path, form: Form) -> None:
    if element.getroottree().docinfo.internalDTD is not None:
        raise FormatError(f"{path.name}: line 1: has a DOCTYPE; lists have none, and entities in it could be hostile")
    if form.root and _name(element.tag) != form.root:
        raise FormatError(f"{path.name}: line 1: the outermost element is {_name(element.tag)!r}, not {form.root!r}")


def _refuse_entity(element: Any, path: Path) -> None:
    if element.tag is etree.Entity:
        raise FormatError(
            f"{path.name}: line {element.sourceline}: has the entity {element.text}; entities are refused"
        )


def _let_go(element: Any) -> None:
    element.clear(keep_tail=False)
    parent = element.getparent()  # the outermost element has none, but comments may stand before it
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _tree(element: Any, path: Path) -> Tree:
    told = [(key, value.strip()) for key, value in element.attrib.items() if not key.startswith(_ABOUT_SCHEMA)]
    tree: Tree = {f"@{_name(key)}": [value] if value else [] for key, value in told}
    for child in element:
        if not isinstance(child.tag, str):
            _refuse_entity(child, path)
            continue
        tree.setdefault(_name(child.tag), []).extend(_leaf(child, path))
    if (element.text or "").strip():
        tree["#text"] = [element.text.strip()]
    return tree


def _leaf(element: Any, path: Path) -> list[Any]:
    if len(element) or element.attrib:
        return [_tree(element, path)]
    text = (element.text or "").strip()
    return [text] if text else []


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]
