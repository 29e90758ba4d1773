import pytest

from upperhand.extract.fold import fold
from upperhand.extract.values_en import dates, figures


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in July 2021", ["2021-07"]),
        ("on 2 July 2020 and July 3rd, 2020", ["2020-07-02", "2020-07-03"]),
        ("on 2021-04-10", ["2021-04-10"]),
        ("(2018/10/2)", ["2018-10-02"]),
        ("between 2015 and 2018", ["2015/2018"]),
        ("2019-21", ["2019/2021"]),
        ("last May", ["2021-05"]),
        ("this March", ["2022-03"]),
        ("next April", ["2022-04"]),
        ("last year", ["2021"]),
        ("next year", ["2023"]),
        ("last month", ["2022-02"]),
        ("yesterday", ["2022-03-04"]),
        ("on Friday", ["2022-03-04"]),
        ("three years ago", ["2019"]),
        ("a decade ago", ["2012"]),
        ("two days ago", ["2022-03-03"]),
        ("two months ago", ["2022-01"]),
        ("two years later", ["2022"]),
        ("a year earlier", ["2019"]),
        ("the following year", ["2021"]),
        ("since 2016", ["2016"]),
        ("in the 1990s", ["1990/1999"]),
        ("in April", ["2020-04"]),
        ("On November 2 he was summoned, and on November 3, 2020 it was halted", ["2020-11-02", "2020-11-03"]),
        ("fined on 3 March after a raid on 9 April 2019", ["2020-03-03", "2019-04-09"]),
        ("last fall", ["2021"]),
        ("tomorrow", ["2022-03-06"]),
        ("tonight", ["2022-03-05"]),
        ("in late Sept. it was banned", ["2020-09"]),
        ("it may sue", []),
        ("31 February 2020", []),
        ("2,020 members", []),
    ],
)
def test_dates_are_resolved(text, expected):
    assert [when.value for when in dates(fold(text, "en"), "2022-03-05", 2020)] == expected


def test_what_cannot_be_known_is_left_out():
    assert dates("last may it was fined", None, None) == []
    assert [w.value for w in dates("last week", "2022-04", None)] == ["2022-04"]
    assert [w.value for w in dates("on friday", "2022-04", None)] == ["2022-04"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$2.8 billion", [(2.8e9, "USD", "money")]),
        ("18.2 billion yuan", [(1.82e10, "CNY", "money")]),
        ("RMB 50,000", [(50000, "CNY", "money")]),
        ("Rs 500 crore", [(5e9, "INR", "money")]),
        ("HK$3m", [(3e6, "HKD", "money")]),
        ("half a million euros", [(5e5, "EUR", "money")]),
        ("5.8 per cent", [(5.8, "percent", "percent")]),
        ("a quarter of its shares", [(25, "percent", "percent")]),
        ("25 basis points", [(25, "basis points", "count")]),
        ("a seven-strong committee", [(7, "people", "people")]),
        ("12,000 party members in 100 cells", [(12000, "people", "people"), (100, "cells", "count")]),
        ("twenty-six apps", [(26, "apps", "count")]),
        ("two dozen companies", [(24, "companies", "count")]),
        ("in 2020 it rose", []),
        ("five of the best", []),
    ],
)
def test_figures_are_plain_numbers(text, expected):
    assert [(f.value, f.unit, f.kind) for f in figures(fold(text, "en"))] == expected
