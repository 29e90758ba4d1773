"""Numbers in words, English and Chinese: twelve, one hundred and twenty, 一百二十; and shares said in them."""

import re

_ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_SMALL = {word: number for number, word in enumerate(_ONES)} | _TENS
_PARTS = (
    ["half", "third", "quarter", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"],
    (2, 3, 4, 4, 5, 6, 7, 8, 9, 10),
)
_PART = dict(zip(*_PARTS, strict=True))
HAN = "零〇一二两兩三四五六七八九"
_HAN = {
    char: value
    for value, chars in enumerate(["零〇", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九"])
    for char in chars
}
_HAN_SIZES = {"十": 10, "百": 100, "千": 1_000}

_BELOW_100 = (
    rf"(?:(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_ONES[1:10])}))?|{'|'.join(sorted(_ONES[1:], key=len, reverse=True))})"
)
_HUNDREDS = rf"(?:(?:(?:a|{'|'.join(_ONES[1:10])})\shundred(?:\sand\s{_BELOW_100})?)|{_BELOW_100})"
_HAN_NUMBER = rf"[{HAN}十百千]+"
# A whole number up to 9,999 in digits or words; for patterns that ignore case.
NUMBER = rf"(?:\d[\d,]*|(?<![\w-]){_HUNDREDS}(?![\w-])|{_HAN_NUMBER})"
IN_WORDS = re.compile(rf"(?<![\w-]){_HUNDREDS}(?![\w-])|{_HAN_NUMBER}", re.IGNORECASE)

SHARE = re.compile(
    rf"(?<![\w-])(?P<some>{'|'.join(_ONES[1:10])}|\d{{1,2}})\s(?:in|out\sof)\s(?:every\s)?(?P<all>{'|'.join(_ONES[2:11])}|\d{{1,3}})"
    r"(?![\w%,.-]\d|-|\s(?:years?|months?|weeks?|days?|hours?|minutes?|million|billion|countries|cities|places|stages|steps)\b|\w)"
    rf"|(?<![\w-])(?P<over>{'|'.join(_ONES[2:10])})[\s-](?P<parts>(?:{'|'.join(_PARTS[0][1:])})s)\b"
    rf"|(?<![{HAN}十百千第])(?P<tenths>[一二两兩三四五六七八九])成(?P<more>[一二三四五六七八九半])?(?!不变|不變|[立为為员員功果本长長绩績都交熟就人年分品效语語型色])"
    rf"|(?P<whole>[{HAN}十百千]+)分之(?P<han>[{HAN}十]+)",
    re.IGNORECASE,
)
# One of these stands in whatever `SHARE` finds, in lower case.
SHARE_CLUES = (" in ", " out of ", *(f"{part}s" for part in _PARTS[0][1:]), "成", "分之")


def number(words: str) -> float:
    """The value of a number that `NUMBER` has matched."""
    if words[0].isdigit():
        return float(words.replace(",", ""))
    if words[0] in _HAN or words[0] in _HAN_SIZES:
        return float(_han(words))
    total = 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word == "hundred":
            total = max(total, 1) * 100
        elif word not in ("a", "and"):
            total += _SMALL[word]
    return float(total)


def _han(words: str) -> int:
    if not any(size in words for size in _HAN_SIZES):
        return int("".join(str(_HAN[char]) for char in words))
    value = digit = 0
    for char in words:
        if char in _HAN_SIZES:
            value, digit = value + (digit or 1) * _HAN_SIZES[char], 0
        else:
            digit = _HAN[char]
    return value + digit


def share(match: "re.Match[str]") -> float | None:
    """The percentage that `SHARE` has matched: two in five, three-quarters, 七成半, 三分之一; None if it is none."""
    if match["some"]:
        some, whole = number(match["some"]), number(match["all"])
        return 100 * some / whole if some < whole <= 100 else None
    if match["over"]:
        return 100 * number(match["over"]) / _PART[match["parts"].lower()[:-1]]
    if match["tenths"]:
        more = {"半": 5.0}.get(match["more"] or "", float(_HAN.get(match["more"] or "", 0)))
        return 10.0 * _HAN[match["tenths"]] + more
    whole = number(match["whole"])
    return 100 * number(match["han"]) / whole if whole and whole < 100 else None
