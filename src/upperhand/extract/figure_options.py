"""The figures that could measure a claim, each with what speaks for it."""

from upperhand.extract.candidates import LEVER_NAMES, Candidate, one_hot
from upperhand.extract.document_values import Values
from upperhand.extract.options import Option, stands
from upperhand.extract.values import Figure

HOW_MUCH_NAMES = (
    "gap",
    "left",
    "clause",
    "order",
    "many",
    "money",
    "percent",
    "people",
    "count",
    "wanted",
    "hits",
    "magnitude",
    "of_after",
    "gap_target",
    "is_zh",
    *LEVER_NAMES,
)


def how_much(candidate: Candidate, values: Values) -> list[Option[Figure]]:
    """The figures that could measure the claim."""
    own = values.figures(candidate.number)
    wanted = [kind for hit in candidate.hits for kind in hit.rule.rule.quantity]
    zh = float(values.reading.language == "zh")
    mention = candidate.mention
    return [
        Option(
            figure,
            [
                *stands(candidate, figure.start, figure.end),
                order,
                len(own),
                *(figure.kind == kind for kind in ("money", "percent", "people", "count")),
                wanted.index(figure.kind) if figure.kind in wanted else (-1 if wanted else -2),
                len(candidate.hits),
                min(figure.value, 1e12),
                values.reading.folded.startswith((" of", "的"), figure.end),
                abs(figure.start - mention.start) if mention else -1,
                zh,
                *one_hot(candidate.lever),
            ],
        )
        for order, figure in enumerate(own)
    ]
