"""Mentions in Chinese text.

Without spaces, a name is found from its end (集团, 科技, 委员会), from what stands beside it, or as no ordinary word.
"""

import re
from collections.abc import Sequence

from upperhand.extract.beside_zh import beside, latin, quoted
from upperhand.extract.corroborate_zh import echoes, listed, surer
from upperhand.extract.edges_zh import key_of
from upperhand.extract.mentions import Found
from upperhand.extract.persons_zh import persons
from upperhand.extract.runs_zh import ordinary, runs
from upperhand.extract.shapes_zh import Hit, from_hit, is_named, literals, longest_hits

__all__ = ["JOINS", "echoes", "listed", "literals", "names", "surer"]

JOINS = re.compile(r"\s?(?:[（(][^)）]{1,16}[)）])?\s?(?:、|和|与|及|以及|跟)\s?")


def names(text: str, folded: str, start: int, end: int, hits: Sequence[Hit]) -> list[Found]:
    """All mentions in the sentence `start:end`, given the hits of `literals` in it; they may overlap."""
    found: list[Found] = []
    covered = ordinary(folded[start:end])
    for left, right, kind in longest_hits(hits):
        mention = from_hit(text, folded, start, left, right, kind)
        if mention and (kind != "company_word" or is_named(folded, start, mention.start, left, covered)):
            found.append(mention)
        if kind == "person_title":
            found += persons(text, folded, right, end)
    found += beside(text, folded, start, end)
    found += latin(text, start, end)
    found += quoted(text, folded, start, end)
    for left, right, kind in hits:
        if kind not in {"company_word", "corporate_suffix"}:
            covered[left - start : right - start] = b"\1" * (right - left)
    for run in runs(folded[start:end], covered):
        left, right = run.start + start, run.end + start
        found.append(Found(left, right, text[left:right], "unknown", key_of(folded[left:right]), 0))
    return found
