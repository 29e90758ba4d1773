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


@pytest.mark.parametrize(
    ("text", "before", "expected"),
    [
        ("the same day it paid", "2021-04-10", ["2021-04-10"]),
        ("it paid the same evening", None, ["2022-03-05"]),
        ("the next morning it paid", "2021-04-30", ["2021-05-01"]),
        ("published the day before", "2021-04-10", ["2021-04-09"]),
        ("it fell the day after", "2021-04-10", ["2021-04-11"]),
        ("that month it paid", "2021-04-10", ["2021-04"]),
        ("the following month", "2021-12", ["2022-01"]),
        ("the same week", "2021-04-10", ["2021-04"]),
        ("three days later", "2021-04-10", ["2021-04-13"]),
        ("a month earlier", "2021-01", ["2020-12"]),
        ("nine days after, it rose", "2021-04-10", ["2021-04-19"]),
        ("three days later", "2021-04", []),
        ("raided on 9 April 2019 and fined two days later", None, ["2019-04-09", "2019-04-11"]),
        ("frozen on the 17th.", None, ["2022-02-17"]),
        ("frozen on the 3rd", None, ["2022-03-03"]),
        ("on the tenth it fell", "2021-04-02", ["2021-04-10"]),
        ("on the twenty-first, it fell", "2021-04", ["2021-04-21"]),
        ("on the 31st it fell", "2021-04", []),
        ("on the 14th floor of the tower", None, []),
        ("on the 4th of May 2021", None, ["2021-05-04"]),
        ("shut in the autumn", None, ["2021"]),
        ("shut since the winter", None, ["2021"]),
        ("in the spring", None, ["2022"]),
        ("in the autumn of 2017", None, ["2017"]),
        ("last night", None, ["2022-03-04"]),
        ("this morning", None, ["2022-03-05"]),
        ("last Saturday", None, ["2022-02-26"]),
        ("this Thursday", None, ["2022-03-03"]),
        ("until Wednesday", None, ["2022-03-09"]),
        ("pledged it by 2025 on September 2", None, ["2025", "2021-09-02"]),
    ],
)
def test_dates_are_told_by_the_one_before_and_never_lie_in_a_year_to_come(text, before, expected):
    assert [found.value for found in dates(fold(text, "en"), "2022-03-05", 2020, lambda: before)] == expected


def test_afresh_a_month_is_the_last_before_publication():
    told = "Founded in 2016, it gave up in March, and on 9 April, and on the 6th"
    assert [found.value for found in dates(fold(told, "en"), "2019-04-10", 2010)][:2] == ["2016", "2016-03"]
    found = [found.value for found in dates(fold(told, "en"), "2019-04-10", 2019, afresh=True)]
    assert found == ["2016", "2019-03", "2019-04-09", "2019-04-06"]


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
