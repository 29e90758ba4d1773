"""Is confidence what it says? `python -m benchmarks.reliability` judges every annotated set by judges that did not see it, prints the
expected calibration error and the precision at 0.9, and draws docs/reliability.svg. Needs the annotated sets and scikit-learn.
"""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from upperhand.extract import lesson, train
from upperhand.extract.evaluate import calibration_error
from upperhand.extract.left_out import tallies
from upperhand.extract.pack import pack
from upperhand.extract.sets import SETS, SHARED

PICTURE = Path(__file__).parents[1] / "docs" / "reliability.svg"
Judged = Sequence[tuple[float, bool]]


def judged(language: str) -> list[tuple[float, bool]]:
    """Confidence and truth of every claim that is kept, each by judges of other folds; weak ones too."""
    taught = train.with_thinned(train.lessons(language, SHARED))
    train.cross_fit(taught, lesson.examples(pack(language)))
    return [pair for tally in tallies(taught, language, least=0.05).values() for pair in tally.judged]


def bins(pairs: Judged, language: str, many: int = 10) -> list[dict[str, object]]:
    """Mean confidence and share of right claims by equal bins."""
    groups: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in pairs:
        groups.setdefault(min(many - 1, int(confidence * many)), []).append((confidence, right))
    return [
        {"language": language, "confidence": sum(c for c, _ in group) / len(group),
         "right": sum(r for _, r in group) / len(group), "claims": len(group)}
        for _, group in sorted(groups.items())
    ]  # fmt: skip


def draw(rows: list[dict[str, object]], path: Path) -> None:
    """The reliability picture: a well calibrated confidence lies on the diagonal."""
    import altair as alt

    data = alt.Data(values=rows)
    diagonal = alt.Chart(alt.Data(values=[{"x": 0, "y": 0}, {"x": 1, "y": 1}])).mark_line(
        strokeDash=[4, 4], color="#888"
    )
    points = alt.Chart(data).mark_line(point=True).encode(
        x=alt.X("confidence:Q", title="confidence given", scale=alt.Scale(domain=[0, 1])),
        y=alt.Y("right:Q", title="share that is right", scale=alt.Scale(domain=[0, 1])),
        color=alt.Color("language:N", title="language"),
        size=alt.Size("claims:Q", title="claims"),
    )  # fmt: skip
    chart = (
        diagonal.encode(x="x:Q", y="y:Q")
        + points.mark_point(filled=True)
        + points.mark_line(strokeWidth=1).encode(size=alt.value(1))
    )
    chart.properties(width=360, height=360, title="Confidence and truth, sets left out").save(path)


def main() -> None:
    """Judge, print, draw."""
    rows: list[dict[str, object]] = []
    with ProcessPoolExecutor(len(SETS)) as pool:
        found = list(pool.map(judged, SETS))
    for language, pairs in zip(SETS, found, strict=True):
        sure = [right for confidence, right in pairs if confidence >= 0.9]
        print(
            f"{language}: {len(pairs)} claims, calibration error {calibration_error(pairs):.3f}, "
            f"{len(sure)} at 0.9 and above, {sum(sure) / max(1, len(sure)):.3f} of them right"
        )
        rows += bins(pairs, language)
    draw(rows, PICTURE)


if __name__ == "__main__":
    main()
