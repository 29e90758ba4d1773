import pytest
from hypothesis import given
from hypothesis import strategies as st

from upperhand.assess import dates

DATES = st.one_of(
    st.dates().map(str), st.dates().map(lambda day: str(day)[:7]), st.dates().map(lambda day: str(day)[:4]), st.none()
)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("2021", "2021-04-10", True),
        ("2021-04", "2021-04-10", True),
        ("2021-04-10", "2021-04-13", True),
        ("2021-04-10", "2021-04-14", False),
        ("2021-04", "2021-05-01", False),
        ("2020", "2021", False),
        (None, "2021", True),
        ("2019/2021", "2019", True),
        ("2019/2021", "2020-05", False),
        ("2019/", "2019-07", True),
        ("2019/2020", "2019/2022", False),
        ("nonsense", "2021", True),
        ("2021-04-10T09:00:00Z", "2021-04-10", True),
    ],
)
def test_dates_agree_or_not(left: str | None, right: str | None, expected: bool) -> None:
    assert dates.agree(left, right) is expected
    assert dates.agree(right, left) is expected


@given(DATES, DATES)
def test_agreement_is_symmetric_and_reflexive(left: str | None, right: str | None) -> None:
    assert dates.agree(left, right) == dates.agree(right, left)
    assert dates.agree(left, left)
    assert dates.days_between(left, right) == dates.days_between(right, left)


def test_a_date_that_is_none_says_nothing() -> None:
    assert dates.when("2021-02-30") is None
    assert dates.when("2021-13") is None
    assert dates.exactness(None) == 0
    assert dates.months("2021") == ()


def test_months_near_the_end_of_one_are_two() -> None:
    assert dates.months("2021-04-30") == ("2021-04", "2021-05")
    assert dates.months("2021-04-15") == ("2021-04",)


def test_an_open_start_is_known_by_its_end() -> None:
    found = dates.when("/2020")
    assert found is not None and found.is_open and found.exactness == 1
