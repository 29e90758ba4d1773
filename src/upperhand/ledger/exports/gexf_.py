"""GEXF 1.3 with time: the network of claims, for Gephi."""

from pathlib import Path
from typing import Any

from upperhand.ledger.exports import network
from upperhand.ledger.exports.source import Source
from upperhand.ledger.exports.xml import printable

_NODE = {"kind": "string", "claims": "integer"}


def write(source: Source, path: Path) -> None:
    """Writes a directed, dynamic graph: an edge stands from the first to the last day of its claim's date."""
    from lxml import etree

    namespace = "http://gexf.net/1.3"
    with etree.xmlfile(str(path), encoding="utf-8") as file:
        file.write_declaration()
        dynamic = {"mode": "dynamic", "timeformat": "date", "timerepresentation": "interval"}
        with (
            file.element("gexf", version="1.3", nsmap={None: namespace}),
            file.element("graph", defaultedgetype="directed", **dynamic),
        ):
            file.write(_attributes("node", _NODE), _attributes("edge", network.ATTRIBUTES))
            with file.element("nodes"):
                for node in network.nodes(source):
                    values = {"kind": node.kind, "claims": node.claims}
                    file.write(_element("node", {"id": node.id, "label": node.label}, _NODE, values))
            with file.element("edges"):
                for edge in network.edges(source):
                    file.write(_edge(edge))


def _edge(edge: network.Edge) -> Any:
    known = {"id": edge.id, "source": edge.source, "target": edge.target, "label": edge.label}
    times = {"start": edge.start, "end": edge.end}
    return _element(
        "edge", known | {key: time for key, time in times.items() if time}, network.ATTRIBUTES, edge.attributes
    )


def _attributes(scope: str, kinds: dict[str, str]) -> Any:
    from lxml import etree

    element = etree.Element("attributes", {"class": scope})
    for name, kind in kinds.items():
        etree.SubElement(element, "attribute", id=name, title=name, type=kind)
    return element


def _element(scope: str, attributes: dict[str, str], kinds: dict[str, str], values: dict[str, Any]) -> Any:
    from lxml import etree

    element = etree.Element(scope, {name: printable(value) for name, value in attributes.items()})
    holder = etree.SubElement(element, "attvalues")
    for name in kinds:
        if values[name] is not None:
            etree.SubElement(holder, "attvalue", {"for": name, "value": printable(str(values[name]))})
    return element
