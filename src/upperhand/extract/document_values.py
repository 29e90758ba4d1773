"""The dates and figures of a document, found when first asked for."""

import re
from bisect import bisect_left

from upperhand.extract import values_en, values_zh
from upperhand.extract.reading import Reading
from upperhand.extract.values import Before, Figure, When, untold

_YEAR = re.compile(r"(?<![\d.,$])(?:19|20)\d\d(?![\d,.]\d|%)")
_BACK = 3  # sentences in which the day is looked for of which another is the next
_NAMED = frozenset({"company", "unknown", "person"})


class Values:
    """The dates and figures of a reading, found when first asked for, sentence by sentence."""

    def __init__(self, reading: Reading, published: str | None) -> None:
        self.reading = reading
        self.published = published
        self._find = values_en if reading.language == "en" else values_zh
        self._years = [(match.start(), int(match.group())) for match in _YEAR.finditer(reading.folded)]
        self._dates: dict[int, list[When]] = {}
        self._plain: dict[int, list[When]] = {}
        self._figures: dict[int, list[Figure]] = {}

    def year(self, at: int) -> int | None:
        """The year that the text speaks of at `at`: the last one it names before."""
        before = bisect_left(self._years, at, key=lambda found: found[0])
        return self._years[before - 1][1] if before else None

    def dates(self, number: int) -> list[When]:
        """The dates of a sentence, with spans in the document."""
        if number not in self._dates:
            self._dates[number] = self._told(number, lambda: self._before(number))
        return self._dates[number]

    def _before(self, number: int) -> str | None:
        """The last day or month that one of the sentences before tells by itself."""
        for other in range(number - 1, max(0, number - _BACK) - 1, -1):
            if other not in self._plain:
                self._plain[other] = self._told(other, untold)
            told = [when.value for when in self._plain[other] if len(when.value) in (7, 10)]
            if told:
                return told[-1]
        return None

    def _told(self, number: int, before: Before, afresh: bool = False) -> list[When]:
        """The dates of a sentence; afresh, as if nothing stood before it: `tomorrow` in the name of a company is none."""
        sentence = self.reading.sentences[number]
        at = sentence.start
        year = None if afresh else self.year(at)
        found = self._find.dates(self.reading.folded[at : sentence.end], self.published, year, before, afresh)
        names = [(m.start, m.end) for m in sentence.mentions if m.kind in _NAMED] if found else []
        moved = [When(when.start + at, when.end + at, when.value) for when in found]
        return [when for when in moved if not any(start <= when.start and when.end < end for start, end in names)]

    def otherwise(self, number: int) -> list[str]:
        """What the dates of a sentence would be if each month and day without another were the last before publication."""
        if not self.published or not self.dates(number):
            return []
        known = {date.value for date in self.dates(number)}
        found = self._told(number, untold, afresh=True)
        return list(dict.fromkeys(date.value for date in found if date.value not in known))

    def figures(self, number: int) -> list[Figure]:
        """The figures of a sentence, with spans in the document."""
        if number not in self._figures:
            sentence = self.reading.sentences[number]
            words = self.reading.folded[sentence.start : sentence.end]
            self._figures[number] = [
                Figure(f.start + sentence.start, f.end + sentence.start, _written(f.value), f.unit, f.kind)
                for f in self._find.figures(words)
            ]
        return self._figures[number]


def _written(value: float) -> float:
    """The figure as it was written: 80.26 hundred million is 8026000000, and not a millionth more."""
    return float(f"{value:.12g}")
