"""The names of people in Chinese text, after a title."""

from upperhand.extract.lexemes import lexemes
from upperhand.extract.mentions import Found
from upperhand.extract.runs_zh import ordinary

_AFTER_NAME = frozenset(
    "，。；：、“”‘’《》（）(),.;:!?！？\"' \n的在被于和"
    "与及等是为也又则并已曾将向对从因称说表示出任担当先女涉遭获兼自由即以"
)


def persons(text: str, folded: str, at: int, end: int) -> list[Found]:
    """The name after a title, and those that follow it in a list."""
    found: list[Found] = []
    while at < end:
        size = _name_size(folded, at, end)
        if not size:
            break
        found.append(Found(at, at + size, text[at : at + size], "person", folded[at : at + size], 1))
        at += size
        if at < end and folded[at] in "、和与及":
            at += 1
        else:
            break
    return found


def _name_size(folded: str, at: int, end: int) -> int:
    shapes = lexemes("zh").shapes
    if folded[at : at + 2] in shapes.compound_surname:
        return 4 if at + 4 <= end and folded[at + 3] not in _AFTER_NAME else 3
    if at + 2 > end or folded[at] not in shapes.surname or folded[at + 1] in _AFTER_NAME:
        return 0
    if at + 3 > end or folded[at + 2] in _AFTER_NAME:
        return 2
    return 2 if at + 4 <= end and all(ordinary(folded[at + 2 : at + 4])) else 3
