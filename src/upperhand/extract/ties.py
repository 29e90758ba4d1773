"""Which company a person belongs to, as the text says it: `Northlake's founder, Hou Wen`, `its chairman Lin`, 天渠创始人林薇."""

import re

from upperhand.extract.entities import Entity
from upperhand.extract.mentions import Found
from upperhand.extract.reading import Reading

_ROLE_EN = (
    r"(?:co-?)?(?:founders?|chair(?:man|woman|person)?|chief|ceo|cfo|coo|president|director|boss|owner|heir(?:ess)?|manager"
    r"|executive|head|partner|secretary|managers|spokes(?:man|woman|person)|lawyer|shareholder|treasurer|lobbyist|banker)s?"
)
_ROLE_ZH = (
    "(?:联合)?(?:创始人|创办人|董事长|董事局主席|主席|总裁|副总裁|首席执行官|执行长|行政总裁|行长|总经理|副总经理|老板|掌门人|掌舵人|实控人|实际控制人"
    "|高管|首席财务官|财务总监|党委书记|负责人|法定代表人|合伙人|大股东|发言人|董事)"
)
_AFTER = {
    "en": re.compile(
        rf"(?:'s?)?,?\s+(?:[\w'-]+\s+){{0,4}}?{_ROLE_EN}(?:\s+(?:and|of)\s+[\w -]{{3,25}})?,?\s+(?:(?:mr|ms|mrs|dr)\.?\s+)?"
    ),
    "zh": re.compile(
        rf"(?:公司|集团)?(?:的)?(?:前|原|时任|女|男)?(?:[\u4e00-\u9fff]{{0,2}})?{_ROLE_ZH}(?:兼{_ROLE_ZH})?"
    ),
}
_BEFORE = {
    "en": re.compile(
        rf"[, (]+(?:[\w'-]+\s+){{0,4}}?{_ROLE_EN}(?:\s+and\s+[\w -]{{3,25}})?\s+(?:of|at|for|with)\s+(?:the\s+)?(?:[\w-]+\s+){{0,3}}"
    ),
    "zh": re.compile("[，,（(是为任系]{0,2}(?:担任|出任)?"),
}
_OF_IT = r"\b(?:its|whose|our|the (?:company|firm|group|bank|lender|platform|start-?up)'s)"
_BARE = {
    "en": re.compile(rf"{_OF_IT}\s+(?:[\w'-]+\s+){{0,4}}{_ROLE_EN}(?:\s+and\s+[\w -]{{3,25}})?,?\s+(?:(?:mr|ms|mrs|dr)\.?\s+)?$"),
    "zh": re.compile(rf"(?:其|该公司|公司|集团|该行|该平台|这家公司|这家企业)(?:的)?(?:前|原|时任)?{_ROLE_ZH}(?:兼{_ROLE_ZH})?$"),
}  # fmt: skip
_APPOSED = {
    "en": re.compile(rf",\s+(?:its|the (?:company|firm|group)'s|the)\s+(?:[\w'-]+\s+){{0,3}}{_ROLE_EN}\b"),
    "zh": re.compile(rf"[，,（(]?(?:是|为|系)?(?:其|该公司|公司)?(?:的)?(?:前|原|时任)?{_ROLE_ZH}"),
}
_REACH = 90


def tie(reading: Reading, entities: dict[str, Entity]) -> None:
    """Set `tied` of each person whom the text gives a post in a company; what the tables say goes first."""
    last: Found | None = None
    for sentence in reading.sentences:
        for at, mention in enumerate(sentence.mentions):
            if mention.kind == "person" and not entities[mention.key].tied:
                found = _company(reading, sentence.mentions, at, last)
                if found:
                    entities[mention.key].tied = found.key
            if mention.kind in {"company", "unknown"} and entities[mention.key].kind != "person":
                last = mention


def _company(reading: Reading, mentions: list[Found], at: int, last: Found | None) -> Found | None:
    person, folded, language = mentions[at], reading.folded, reading.language
    for other in mentions[max(0, at - 2) : at]:
        near = other.kind in {"company", "unknown"} and person.start - other.end < _REACH
        if near and _AFTER[language].fullmatch(folded, other.end, person.start):
            return other
    for other in mentions[at + 1 : at + 2]:
        near = other.kind in {"company", "unknown"} and other.start - person.end < _REACH
        if near and _BEFORE[language].fullmatch(folded, person.end, other.start):
            role = language == "en" or re.compile("(?:的)?(?:前|原)?" + _ROLE_ZH).match(folded, other.end)
            return other if role else None
    bare = _BARE[language].search(folded, max(0, person.start - 60), person.start)
    return last if bare or _APPOSED[language].match(folded, person.end) else None
