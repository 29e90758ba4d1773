import pytest
from hypothesis import given
from hypothesis import strategies as st

from upperhand.extract.fold import fold
from upperhand.extract.numerals_zh import number
from upperhand.extract.values_zh import dates, figures

PUBLISHED = "2021-07-14"  # a Wednesday

DATES = [
    ("2021年4月10日，总局公布决定", "2021-04-10"),
    ("二〇一八年三月起施行", "2018-03"),
    ("（2016/3/9）公告", "2016-03-09"),
    ("公司在 2015 年設立黨委", "2015"),
    ("民國一一〇年八月", "2021-08"),
    ("民國99年", "2010"),
    ("去年底换帅", "2020-12"),
    ("今年5月", "2021-05"),
    ("明年一月起", "2022-01"),
    ("去年三季度", "2020-07/2020-09"),
    ("上半年拿到补贴", "2021-01/2021-06"),
    ("上月31日", None),
    ("上月30日", "2021-06-30"),
    ("本月6日", "2021-07-06"),
    ("上個月底", "2021-06"),
    ("昨晚宣布", "2021-07-13"),
    ("兩天前剛宣布", "2021-07-12"),
    ("上周二", "2021-07-06"),
    ("周五晚发盈警", "2021-07-09"),
    ("下周一", "2021-07-19"),
    ("上周末", "2021-07"),
    ("三年前", "2018"),
    ("两个月前", "2021-05"),
    ("7月9日", "2021-07-09"),
    ("12月3日", "2020-12-03"),
    ("12日裁定", "2021-07-12"),
    ("九八年就进了政协", "1998"),
    ("上世纪九十年代末", "1997/1999"),
    ("2010年代", "2010/2019"),
    ("十九大之前", "2017"),
    ("2023年1月1日至2027年12月31日", "2023-01-01/2027-12-31"),
    ("2016年到2018年", "2016/2018"),
    ("今年元旦", "2021-01-01"),
    ("年内要建齐", "2021"),
    ("日前下发", "2021-07"),
    ("日本政府", None),
    ("周年庆", None),
    ("2月30日", None),
]

FIGURES = [
    ("重罰人民幣182.28億元", (18_228_000_000, "CNY")),
    ("折合新台幣約820.3億元", (82_030_000_000, "TWD")),
    ("三千五百万元", (35_000_000, "CNY")),
    ("壹佰万元", (1_000_000, "CNY")),
    ("十三亿四千一百万元", (1_341_000_000, "CNY")),
    ("五百多億盧比", (50_000_000_000, "INR")),
    ("一兆韓圓", (1e12, "KRW")),
    ("us$5亿", (500_000_000, "USD")),
    ("2億港元", (200_000_000, "HKD")),
    ("罚款两千万，停牌", (20_000_000, "CNY")),
    ("罰單182.28億，創紀錄", (18_228_000_000, "CNY")),
    ("持股９．９％", (9.9, "percent")),
    ("百分之三十", (30, "percent")),
    ("百分之十点五", (10.5, "percent")),
    ("千分之五", (0.5, "percent")),
    ("七成", (70, "percent")),
    ("四成三股權", (43, "percent")),
    ("四分之三股本", (75, "percent")),
    ("八个点", (8, "percent")),
    ("近一倍", (100, "percent")),
    ("四十个基点", (40, "basis points")),
    ("四百一十二名党员", (412, "people")),
    ("黨員 10,962 名", (10_962, "people")),
    ("数十人举横幅", (10, "people")),
    ("全市11482家非公企业", (11_482, "companies")),
    ("三万四千多个探头", (34_000, "cameras")),
    ("四千多万张照片", (40_000_000, "photos")),
    ("六十多个流动支部", (60, "cells")),
    ("新组建党组织三百个", (300, "cells")),
    ("25款app", (25, "apps")),
    ("获刑五年九个月", (5.75, "years")),
    ("停牌七个月", (7, "months")),
    ("每股6.92元", None),
    ("成立了新公司", None),
    ("一家公司", None),
    ("2020年的报告", None),
]


@pytest.mark.parametrize(("text", "value"), DATES)
def test_a_date(text: str, value: str | None) -> None:
    found = dates(fold(text, "zh"), PUBLISHED, None)
    assert [when.value for when in found][:1] == ([value] if value else [])


def test_a_date_needs_something_to_stand_on() -> None:
    assert dates("去年", None, None) == []
    assert [when.value for when in dates("同年12月", None, 2019)] == ["2019-12"]
    assert [when.value for when in dates("昨天", "2020-03", None)] == ["2020-03"]
    assert [when.value for when in dates("2019年5月4日签约，次日公布，同月9日生效", None, None)] == [
        "2019-05-04",
        "2019-05-05",
        "2019-05-09",
    ]


@pytest.mark.parametrize(("text", "expected"), FIGURES)
def test_a_figure(text: str, expected: tuple[float, str] | None) -> None:
    found = [(figure.value, figure.unit) for figure in figures(fold(text, "zh"))]
    assert found[:1] == ([expected] if expected else [])


def test_full_width_digits_are_read() -> None:
    assert [figure.value for figure in figures(fold("占股１％", "zh"))] == [1]


def test_no_numeral() -> None:
    assert number("公司") is None


@given(st.integers(1, 9999))
def test_ten_thousands_and_hundred_millions(value: int) -> None:
    assert number(f"{value}万") == value * 10**4
    assert number(f"{value / 100}亿") == pytest.approx(value * 10**6)


@given(st.text(alphabet="一二三十百千万亿零两0123456789.年月日号周成个名家元%上下去今至到的，。", max_size=30))
def test_spans_lie_in_the_text(text: str) -> None:
    for found in [*dates(text, PUBLISHED, None), *figures(text)]:
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    ("text", "before", "expected"),
    [
        ("当天股价下跌", "2020-04-10", "2020-04-10"),
        ("次日停牌", "2020-04-30", "2020-05-01"),
        ("前一天公布", "2020-04-10", "2020-04-09"),
        ("同月获批", "2020-04-10", "2020-04"),
        ("12日宣布", "2020-04-10", "2020-04-12"),
        ("三天后复牌", "2020-04-10", "2020-04-13"),
        ("两个月后上市", "2020-11-10", "2021-01"),
        ("当天股价下跌", None, PUBLISHED),
        ("书记二十九日去厂里", None, "2021-06-29"),
        ("此前一年，公司上市", None, "2019"),
    ],
)
def test_dates_are_told_by_the_one_before(text, before, expected):
    assert [found.value for found in dates(fold(text, "zh"), PUBLISHED, 2020, lambda: before)] == [expected]


def test_no_day_lies_in_a_year_to_come():
    told = fold("承诺到2025年投入1000亿元，12月2日公布", "zh")
    assert [found.value for found in dates(told, PUBLISHED, 2020)] == ["2025", "2020-12-02"]
