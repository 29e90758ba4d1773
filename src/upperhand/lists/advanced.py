"""The Advanced Sanctions Data Model, in which OFAC publishes its lists in every script: parties, and beside them what they point at.

    DistinctParty ─ Identity ─ Alias ─ DocumentedName      names, part by part, in all scripts
                  └ Feature ─ Location                     birth dates, places, ships' flags, tickers
    IDRegDocument                                          passports and other numbers of an identity
    SanctionsEntry                                         since when, on which list, by what law, of a profile
    ProfileRelationship                                    who owns, leads or helps whom

The file is read twice, since entries stand behind the parties that they are about: memory holds what is pointed at.
Source: https://ofac.treasury.gov/sdn-list-data-formats-data-schemas and its `ADVANCED_XML.xsd`.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from upperhand.errors import FormatError
from upperhand.lists.mapping import Form
from upperhand.lists.records import Reading, Tree
from upperhand.lists.xml import elements

_PARTY = ("DistinctParties", "DistinctParty")
_SETS = ("ReferenceValueSets",)
_POINTED_AT = (
    _SETS, ("Locations", "Location"), ("IDRegDocuments", "IDRegDocument"), ("SanctionsEntries", "SanctionsEntry"),
    ("ProfileRelationships", "ProfileRelationship"),
)  # fmt: skip
_ORDER = (
    "First Name",
    "Middle Name",
    "Patronymic",
    "Matronymic",
    "Last Name",
)  # others keep their place before the last
_TOGETHER = ("han", "chinese", "hans", "hant", "japanese", "korean", "hang", "kana")  # last name first, and no space


def parties(reading: Reading, form: Form) -> Iterator[tuple[int, Tree]]:
    """The parties of a file as records, with everything that they point at told by name. Raises FormatError."""
    path = reading.path
    known = _References(path, form, reading.head)
    for number, (_, party) in enumerate(elements(path, form, reading.head, {_PARTY}), 1):
        _audit(party, "DistinctParty", form, f"{path.name}: row {number}")
        for profile in _trees(party, "Profile"):
            yield number, known.record(party, profile)


def _audit(tree: Tree, element: str, form: Form, place: str) -> None:
    for name, nodes in tree.items():
        if name != "#text" and f"{element}/{name}" not in form.known:
            raise FormatError(
                f"{place}: field '{element}/{name}' is not known to the mapping; add it under `known` if it is right"
            )
        for node in nodes:
            if isinstance(node, dict):
                _audit(node, name, form, place)


class _References:
    """What parties point at, by id."""

    def __init__(self, path: Path, form: Form, head: dict[str, str]) -> None:
        self.sets: dict[str, dict[str, Tree]] = {}
        self.locations: dict[str, Tree] = {}
        self.documents: dict[str, list[Tree]] = {}
        self.entries: dict[str, list[Tree]] = {}
        self.ties: dict[str, list[Tree]] = {}
        self.names: dict[str, str] = {}
        self.refs: dict[str, str] = {}
        take = {"Location": self._location, "IDRegDocument": self._document, "SanctionsEntry": self._entry,
                "ProfileRelationship": self._tie, "ReferenceValueSets": self._set, "DistinctParty": self._names}  # fmt: skip
        for place, tree in elements(path, form, head, {*_POINTED_AT, _PARTY}):
            if place not in (_SETS, _PARTY):
                _audit(tree, place[-1], form, f"{path.name}: {place[-1]} {_one(tree, '@ID')}")
            take[place[-1]](tree)
        parts = [head.get(f"DateOfIssue/{part}", "0") for part in ("Year", "Month", "Day")]
        head["DateOfIssue"] = "-".join(part.zfill(2) for part in parts)

    def _set(self, tree: Tree) -> None:
        for group in tree:
            for values in _trees(tree, group):
                for name in values:
                    self.sets[name] = {_one(value, "@ID"): value for value in _trees(values, name)}

    def _names(self, party: Tree) -> None:
        """Who has which profile, for the ties that stand behind the parties."""
        for profile in _trees(party, "Profile"):
            self.refs[_one(profile, "@ID")] = _one(party, "@FixedRef")
            names = self._identities(profile)
            self.names[_one(profile, "@ID")] = next(
                (_one(name, "name") for name in names if name["use"] == ["Name"]), ""
            )

    def _location(self, tree: Tree) -> None:
        found: Tree = {}
        for part in _trees(tree, "LocationPart"):
            values = [_one(value, "Value") for value in _trees(part, "LocationPartValue")]
            found.setdefault(self._said("LocPartType", _one(part, "@LocPartTypeID")), []).extend(filter(None, values))
        countries = [self._said("Country", _one(one, "@CountryID")) for one in _trees(tree, "LocationCountry")]
        areas = [
            self.sets.get("AreaCode", {}).get(_one(one, "@AreaCodeID"), {}) for one in _trees(tree, "LocationAreaCode")
        ]
        countries = countries or [_one(area, "@Description") for area in areas]
        self.locations[_one(tree, "@ID")] = {**found, "country": [name for name in countries if name]}

    def _document(self, tree: Tree) -> None:
        told: Tree = {
            "type": [self._said("IDRegDocType", _one(tree, "@IDRegDocTypeID"))], "number": tree.get("IDRegistrationNo", []),
            "country": [self._said("Country", _one(tree, "@IssuedBy-CountryID"))], "authority": tree.get("IssuingAuthority", []),
            "validity": [self._said("Validity", _one(tree, "@ValidityID"))], "comment": tree.get("Comment", []),
        }  # fmt: skip
        for one in _trees(tree, "DocumentDate"):
            kind = self._said("IDRegDocDateType", _one(one, "@IDRegDocDateTypeID"))
            told.setdefault(kind, []).extend(filter(None, (_period(period) for period in _trees(one, "DatePeriod"))))
        self.documents.setdefault(_one(tree, "@IdentityID"), []).append(_filled(told))

    def _entry(self, tree: Tree) -> None:
        events = [
            {"type": [self._said("EntryEventType", _one(event, "@EntryEventTypeID"))], "date": [_day(day) for day in _trees(event, "Date")],
             "legal basis": [self._said("LegalBasis", _one(event, "@LegalBasisID"))], "comment": event.get("Comment", [])}
            for event in _trees(tree, "EntryEvent")
        ]  # fmt: skip
        measures = [
            {"type": [self._said("SanctionsType", _one(measure, "@SanctionsTypeID"))], "comment": measure.get("Comment", []),
             "period": [_period(period) for period in _trees(measure, "DatePeriod")]}
            for measure in _trees(tree, "SanctionsMeasure")
        ]  # fmt: skip
        told: Tree = {
            "list": [self._said("List", _one(tree, "@ListID"))], "event": list(map(_filled, events)), "measure": list(map(_filled, measures)),
            "limitation": tree.get("LimitationsToListing", []), "comment": tree.get("Comment", []),
            "information": [text for info in _trees(tree, "SupportingInfo") for text in info.get("Text", [])],
        }  # fmt: skip
        self.entries.setdefault(_one(tree, "@ProfileID"), []).append(_filled(told))

    def _tie(self, tree: Tree) -> None:
        self.ties.setdefault(_one(tree, "@From-ProfileID"), []).append(tree)

    def _said(self, name: str, id_: str) -> str:
        """What a reference means; the id itself where the file does not say."""
        return _one(self.sets.get(name, {}).get(id_, {}), "#text") or id_

    def record(self, party: Tree, profile: Tree) -> Tree:
        """A party as a record of named values."""
        identities = [_one(identity, "@ID") for identity in _trees(profile, "Identity")]
        id_ = _one(profile, "@ID")
        return _filled({
            "FixedRef": [_one(party, "@FixedRef")],
            "type": [self._kind(_one(profile, "@PartySubTypeID"))],
            "name": self._identities(profile),
            "feature": [found for feature in _trees(profile, "Feature") for found in self._feature(feature)],
            "document": [document for identity in identities for document in self.documents.get(identity, [])],
            "entry": self.entries.get(id_, []),
            "relationship": [self._related(tie) for tie in self.ties.get(id_, [])],
            "comment": [*party.get("Comment", []), *profile.get("Comment", [])],
            "reference": [text for one in _trees(profile, "ExternalReference") for text in one.get("ExRefValue", [])],
        })  # fmt: skip

    def _kind(self, id_: str) -> str:
        """`Vessel`, `Aircraft`, or what the kind is a part of: `Individual`, `Entity`."""
        found = self.sets.get("PartySubType", {}).get(id_, {})
        name = _one(found, "#text")
        return name if name and name != "Unknown" else self._said("PartyType", _one(found, "@PartyTypeID"))

    def _identities(self, profile: Tree) -> list[Tree]:
        """The names of a profile; the first one of the primary alias is its name."""
        found: list[Tree] = []
        for identity in _trees(profile, "Identity"):
            kinds = {_one(group, "@ID"): self._said("NamePartType", _one(group, "@NamePartTypeID"))
                     for groups in _trees(identity, "NamePartGroups") for master in _trees(groups, "MasterNamePartGroup")
                     for group in _trees(master, "NamePartGroup")}  # fmt: skip
            for alias in _trees(identity, "Alias"):
                is_main = _one(alias, "@Primary") == "true" and _one(identity, "@Primary") != "false"
                for document in _trees(alias, "DocumentedName"):
                    name, script = self._composed(document, kinds)
                    use = self._said("AliasType", _one(alias, "@AliasTypeID"))
                    is_name = is_main and not any(one["use"] == ["Name"] for one in found)
                    found.append(_filled({
                        "name": [name], "use": ["Name" if is_name else "Other name" if use == "Name" else use], "script": [script],
                        "quality": ["weak" if _one(alias, "@LowQuality") == "true" else ""],
                        "identity": ["false" if _one(identity, "@False") == "true" else ""],
                    }))  # fmt: skip
        return found

    def _composed(self, document: Tree, kinds: dict[str, str]) -> tuple[str, str]:
        parts: list[tuple[int, str]] = []
        script = ""
        for part in _trees(document, "DocumentedNamePart"):
            for value in _trees(part, "NamePartValue"):
                script = self._said("Script", _one(value, "@ScriptID"))
                kind = kinds.get(_one(value, "@NamePartGroupID"), "")
                place = _ORDER.index(kind) if kind in _ORDER else len(_ORDER) - 2
                text = f"{_one(part, '@LeadingChars')}{_one(value, '#text')}{_one(part, '@TrailingChars')}"
                parts.append((place, text))
        if any(word in script.casefold() for word in _TOGETHER):
            return "".join(text for _, text in sorted(parts, key=lambda pair: -(pair[0] == len(_ORDER) - 1))), script
        return " ".join(text for _, text in sorted(parts, key=lambda pair: pair[0])), script

    def _feature(self, feature: Tree) -> Iterator[Tree]:
        """A feature under its own name, once for each of its versions."""
        name = self._said("FeatureType", _one(feature, "@FeatureTypeID")).strip(" :-")
        for version in _trees(feature, "FeatureVersion"):
            values: list[Any] = [self._detail(detail) for detail in _trees(version, "VersionDetail")]
            values += [_period(period) for period in _trees(version, "DatePeriod")]
            for place in _trees(version, "VersionLocation"):
                found = self.locations.get(_one(place, "@LocationID"), {})
                values += [found] if name == "Location" else found.get("country") or [", ".join(map(str, _flat(found)))]
            values += version.get("Comment", [])
            yield from ({name: [value]} for value in values if value)

    def _detail(self, detail: Any) -> str:
        return _one(detail, "#text") or self._said("DetailReference", _one(detail, "@DetailReferenceID"))

    def _related(self, tie: Tree) -> Tree:
        """A tie in words, with its kind and the one it is to beside them."""
        kind = self._said("RelationType", _one(tie, "@RelationTypeID")).strip(" :")
        former = _one(tie, "@Former") == "true"
        other = _one(tie, "@To-ProfileID")
        words = f"{'Formerly: ' if former else ''}{kind}: {self.names.get(other) or other}"
        return _filled({
            "#text": [words], "@number": [_one(tie, "@ID")], "@kind": [kind], "@to": [self.refs.get(other, other)],
            "@former": ["true" if former else ""],
        })  # fmt: skip


def _period(period: Tree) -> str:
    """A period as people write it: a day, a month, a year, or two of them with `to` between; empty if it says nothing."""
    ends = [
        _day(bound)
        for side, edge in (("Start", "From"), ("End", "To"))
        for one in _trees(period, side)
        for bound in _trees(one, edge)
    ]
    if not any(ends):
        return ""
    first, last = ends[0], ends[-1]
    circa = (
        "circa "
        if any(_one(one, "@Approximate") == "true" for side in ("Start", "End") for one in _trees(period, side))
        else ""
    )
    if first == last or not last or not first:
        return circa + (first or last)
    if first.endswith("-01") and _is_last(last):
        whole = 4 if first.endswith("-01-01") and last.endswith("-12-31") else 7
        first, last = first[:whole], last[:whole]
    return circa + (first if first == last else f"{first} to {last}")


def _is_last(day: str) -> bool:
    """Whether a day is the last one of its month."""
    try:
        return (date.fromisoformat(day) + timedelta(days=1)).day == 1
    except (ValueError, OverflowError):
        return False


def _day(tree: Tree) -> str:
    """`2020-03-17`; an element without a year is no day."""
    year, month, day = (_one(tree, part) for part in ("Year", "Month", "Day"))
    return f"{year.zfill(4)}-{(month or '1').zfill(2)}-{(day or '1').zfill(2)}" if year.strip("0") else ""


def _flat(tree: Tree) -> Iterator[str]:
    return (str(node) for nodes in tree.values() for node in nodes)


def _filled(tree: Tree) -> Tree:
    """Without what is empty."""
    return {name: kept for name, nodes in tree.items() if (kept := [node for node in nodes if node])}


def _trees(tree: Tree, name: str) -> Iterable[Tree]:
    return [node if isinstance(node, dict) else {"#text": [node]} for node in tree.get(name, ())]


def _one(tree: Tree, name: str) -> str:
    return str(next((node for node in tree.get(name, ()) if isinstance(node, str)), ""))
