"""Alignment, features and scores of pairs of names."""

import inspect
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upperhand.model import Entity
from upperhand.resolve import compare, features
from upperhand.resolve.align import align
from upperhand.resolve.facts import birth_dates, countries, schemas
from upperhand.resolve.names import analyse
from upperhand.resolve.score import NAMES, model, name_features


def how(left: str, right: str) -> list[str]:
    return sorted(p.how for p in align(analyse(left), analyse(right)).pairs)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Van der Bilt Corp", "Vanderbilt Corp", "run together"),
        ("PolPot", "Pol Pot", "run together"),
        ("Bill Gates", "William Gates", "name table"),
        ("Mohammed Karim", "Muhammad Karim", "name table"),
        ("V. Putin", "Vladimir Putin", "initial"),
        ("Yeltsin Boris", "Jelzin Boris", "sound"),
        ("محمد كريم", "Muhammad Karim", "consonants"),
        ("近平", "Jinping Steel", "reading"),
        ("BANK OF X", "Bank al X", "same"),
        ("大华股份", "Da Hua", "run together"),
        ("宏达", "宏达瑞", "short form"),
        ("JC Juncker", "Jean Claude Juncker", "initial"),
        ("Bin Laden Omar", "Ibn Laden Omar", "particle"),
        ("Iran Foods", "Iranian Foods", "place"),
        ("Olaf Scholz", "Olaf Sholz", "sound"),
    ],
)
def test_how_words_are_paired(left: str, right: str, expected: str) -> None:
    assert expected in how(left, right)


def test_an_abbreviation_stands_for_the_whole_name() -> None:
    assert how("NDRC", "National Development Reform Commission") == ["abbreviation"]


@pytest.mark.parametrize("feature", features.FEATURES, ids=lambda f: f.__name__)
def test_features_explain_themselves(feature: object) -> None:
    text = inspect.getdoc(feature)
    assert text and text.endswith((".", ")")) and "\n" not in text


NAMES_TRIED = [
    "Ivan Petrov",
    "Petrov, Ivan",
    "Huawei Technologies Co., Ltd.",
    "华为技术有限公司",
    "Bureau 1",
    "Bureau 2",
    "محمد علي",
    "X",
]


@pytest.mark.parametrize(("left", "right"), list(itertools.combinations(NAMES_TRIED, 2)))
def test_features_are_bounded(left: str, right: str) -> None:
    values = name_features(analyse(left), analyse(right))
    assert len(values) == len(NAMES) and all(0 <= value <= 2 for value in values)


@pytest.mark.parametrize(
    ("same", "other"),
    [
        (("Vladimir Putin", "Wladimir Putin"), ("Vladimir Putin", "Vladimir Potanin")),
        (("Huawei Technologies", "Huawei Technologies Co., Ltd."), ("Huawei Technologies", "Hanwei Technologies")),
        (("Second Bureau of Roads", "Bureau of Roads 2"), ("Bureau of Roads 1", "Bureau of Roads 2")),
        (
            ("Bank of China (Hong Kong)", "Bank of China Hong Kong Ltd"),
            ("Bank of China (Hong Kong)", "Bank of China (Singapore)"),
        ),
        (("大華技術", "大华技术"), ("大华技术", "中华技术")),
        (("Xi Jinping", "习近平"), ("Xi Jinping", "习远平")),
        (("Mao Tse-tung", "Mao Zedong"), ("Mao Tse-tung", "Mao Anying")),
        (("CNOOC", "China National Offshore Oil Corporation"), ("CNOOC", "China National Petroleum Corporation")),
        (("Ahmed Karim Hassan", "Akhmed Karim Hasan"), ("Ahmed Karim Hassan", "Samir Karim Hassan")),
    ],
)
def test_the_same_scores_above_the_other(same: tuple[str, str], other: tuple[str, str]) -> None:
    assert compare(*same).score > compare(*other).score


def test_ranking_does_not_saturate() -> None:
    rare = compare("Zbigniew Wojciechowski Krzyzanowski", "Zbigniew Wojciechowski Krzyzanowski").score
    common = compare("Ali Ahmad", "Ali Ahmad").score
    short = compare("Trading Company", "Trading Company").score
    assert 1 > rare > common > short > 0.3


def test_a_score_explains_itself() -> None:
    score = compare("Ivan Petrov", "Sergey Petrov")
    assert "against" in score.explanation and score.decided_by == ("Ivan Petrov", "Sergey Petrov")
    assert compare(Entity("a", "Person", ""), "B").explanation


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_scores_are_probabilities(left: str, right: str) -> None:
    assert 0 <= compare(left, right).score < 1


def entity(name: str, schema: str = "Person", **properties: tuple[str, ...]) -> Entity:
    return Entity(name, schema, name, {"name": (name,), **properties})


def test_facts_move_the_score() -> None:
    plain = compare(entity("Ivan Petrov"), entity("Ivan Petrov")).score
    assert (
        compare(
            entity("Ivan Petrov", birthDate=("1960-01-02",)), entity("Ivan Petrov", birthDate=("1960-01-02",))
        ).score
        > plain
    )
    assert (
        compare(
            entity("Ivan Petrov", birthDate=("1960-01-02",)), entity("Ivan Petrov", birthDate=("1971-05-06",))
        ).score
        < plain
    )
    assert compare(entity("Ivan Petrov", country=("ru",)), entity("Ivan Petrov", country=("bg",))).score < plain
    assert compare(entity("Ivan Petrov"), entity("Ivan Petrov", "Vessel")).score < plain
    lei = {"leiCode": ("529900T8BM49AURSDO55",)}
    assert compare(entity("Acme", "Company", **lei), entity("Emca", "Company", **lei)).score > 0.5


def test_facts() -> None:
    assert birth_dates(["1960"], ["1960-02-03"]) == 0.5
    assert birth_dates(["1960-02-03"], ["1960-03-02"]) == 0.5
    assert birth_dates(["1960-02-03"], ["1960-05-07"]) == -0.5
    assert birth_dates([], ["1960"]) == 0.0
    assert countries(entity("a", country=("RU",)), entity("b", nationality=("ru",))) == 1.0
    assert schemas("Person", "LegalEntity") == 0.0 and schemas("Person", "Company") == -1.0


def test_the_model_is_calibrated_data() -> None:
    assert 0 < model().threshold < 1 and set(model().slopes) <= set(NAMES)
