"""GraphML: the network of claims, for networkx, igraph, yEd and Gephi."""

from pathlib import Path
from typing import Any

from upperhand.ledger.exports import network
from upperhand.ledger.exports.source import Source
from upperhand.ledger.exports.xml import printable

_NODE = {"label": "string", "kind": "string", "claims": "int"}
_EDGE = {"label": "string", **network.ATTRIBUTES}


def write(source: Source, path: Path) -> None:
    """Writes a directed graph; two claims on one pair are two edges."""
    from lxml import etree

    with etree.xmlfile(str(path), encoding="utf-8") as file:
        file.write_declaration()
        with file.element("graphml", nsmap={None: "http://graphml.graphdrawing.org/xmlns"}):
            for scope, keys in (("node", _NODE), ("edge", _EDGE)):
                for name, kind in keys.items():
                    key = {"id": f"{scope}-{name}", "for": scope, "attr.name": name, "attr.type": kind}
                    file.write(etree.Element("key", key))
            with file.element("graph", id="claims", edgedefault="directed"):
                for node in network.nodes(source):
                    data: dict[str, Any] = {"label": node.label, "kind": node.kind, "claims": node.claims}
                    file.write(_element("node", {"id": node.id}, data))
                for edge in network.edges(source):
                    ends = {"id": edge.id, "source": edge.source, "target": edge.target}
                    file.write(_element("edge", ends, {"label": edge.label, **edge.attributes}))


def _element(scope: str, attributes: dict[str, str], data: dict[str, Any]) -> Any:
    from lxml import etree

    element = etree.Element(scope, {name: printable(value) for name, value in attributes.items()})
    for name, value in data.items():
        if value is not None:
            etree.SubElement(element, "data", key=f"{scope}-{name}").text = printable(str(value))
    return element
