import pytest
from hypothesis import given
from hypothesis import strategies as st

from upperhand.data import ROOT
from upperhand.model import LEVERS, Quantity
from upperhand.present.dates import compatible, exactness, sort_key, year_of
from upperhand.present.links import href
from upperhand.present.scripts import columns, language_tag, legible, one_line, shortened
from upperhand.present.wording import counted, date_text, figure_text, palette, when_text, with_article, words

DATES = st.sampled_from(["2021", "2021-04", "2021-04-10", "2020/2022", "2019/", "/2020", "2021-05", None, "soon"])


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        (None, ""),
        (Quantity(2.8e9, "USD", "USD"), "US$2.8 billion"),
        (Quantity(18_228_000_000, "CNY", "CNY"), "RMB 18.228 billion"),
        (Quantity(750_000, "EUR"), "€750,000"),
        (Quantity(3, "CHF", "CHF"), "CHF 3"),
        (Quantity(43.57, "percent"), "43.57%"),
        (Quantity(6000, "people"), "6,000 people"),
        (Quantity(2.6e9, "cameras"), "2.6 billion cameras"),
        (Quantity(1.5e12, "JPY", "JPY"), "JP¥1.5 trillion"),
        (Quantity(-3, "percent"), "-3%"),
    ],
)
def test_figures(quantity: Quantity | None, text: str) -> None:
    assert figure_text(quantity) == text


@pytest.mark.parametrize(
    ("date", "text", "when"),
    [
        (None, "", ""),
        ("2021", "2021", "in 2021"),
        ("2021-04", "April 2021", "in April 2021"),
        ("2021-04-10", "10 April 2021", "on 10 April 2021"),
        ("2018/2020", "2018 to 2020", "from 2018 to 2020"),
        ("2019/", "since 2019", "since 2019"),
        ("/2020-05", "until May 2020", "until May 2020"),
        ("2021/2019", "2021/2019", ""),
        ("2021-13", "2021-13", ""),
        ("last May", "last May", ""),
    ],
)
def test_dates(date: str | None, text: str, when: str) -> None:
    assert (date_text(date), when_text(date)) == (text, when)


def test_dates_in_order() -> None:
    mixed = ["2021-04-10", None, "2020", "2021-04", "2019/2022", "2022", "soon"]
    assert sorted(mixed, key=sort_key)[:5] == ["2019/2022", "2020", "2021-04", "2021-04-10", "2022"]
    assert [year_of(date) for date in ("2021-04", "2019/", None)] == [2021, 2019, None]
    assert [exactness(date) for date in ("2021-04-10", "2021", None)] == [3, 1, 0]


@given(DATES, DATES)
def test_compatible_is_symmetric(left: str | None, right: str | None) -> None:
    assert compatible(left, right) == compatible(right, left)
    assert compatible(left, left)


def test_compatible() -> None:
    assert compatible("2021", "2021-04-10") and compatible("2021-04", None)
    assert not compatible("2021-04", "2021-05") and not compatible("2019/", "2019")


@pytest.mark.parametrize(
    ("text", "hint", "tag"),
    [
        ("Northlake Motors", None, "en"),
        ("罚款", "zh", "zh-Hans"),
        ("罰款", "zh", "zh-Hant"),
        ("北京", None, "zh"),
        ("罚款 of Northlake Motors in the year 2021", "en", "en"),
        ("トヨタ自動車", None, "ja"),
        ("삼성전자", None, "ko"),
        ("Газпром", "en", "ru"),
        ("Motors", "de", "de"),
        ("Motors", "zh", "en"),
        ("12", None, "en"),
        ("", "zh", "en"),
    ],
)
def test_language_tags(text: str, hint: str | None, tag: str) -> None:
    assert language_tag(text, hint) == tag


@given(st.text())
def test_legible_text_acts_on_nothing(text: str) -> None:
    shown = legible(text)
    assert len(shown) == len(text)
    assert not set(shown) & {
        chr(code) for code in (*range(9), *range(11, 32), 127, *range(0x80, 0xA0), *range(0x202A, 0x202F))
    }
    shown.encode("utf-8")
    assert "\n" not in one_line(text) and one_line(one_line(text)) == one_line(text)


@given(st.text(alphabet=st.sampled_from("ab 汽车é…"), max_size=40), st.integers(3, 30))
def test_shortened_keeps_to_the_width(text: str, width: int) -> None:
    assert columns(shortened(text, width)) <= width
    if columns(text) <= width:
        assert shortened(text, width) == text


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://a.example/x?y=1#z", True),
        ("HTTP://a.example", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        (" https://a.example", False),
        ("https:///path", False),
        ("http://[bad", False),
        ("data:text/html,x", False),
        ("//a.example", False),
        ("examples/a.pdf", False),
        ("https://a.example/\u202e", False),
        (None, False),
        ("", False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, linked: bool) -> None:
    assert (href(url) is not None) == linked


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ministry of Commerce", "the Ministry of Commerce"),
        ("State Administration for Market Regulation", "the State Administration for Market Regulation"),
        ("China's cyberspace regulator", "China's cyberspace regulator"),
        ("the Party", "the Party"),
        ("Beijing", "Beijing"),
        ("United States", "the United States"),
        ("市场局", "市场局"),
        ("", ""),
    ],
)
def test_articles(name: str, text: str) -> None:
    assert with_article(name) == text


def test_counts() -> None:
    assert [counted(1, "fact"), counted(2, "company"), counted(1200, "fact")] == [
        "1 fact",
        "2 companies",
        "1,200 facts",
    ]


def test_every_lever_has_its_words() -> None:
    assert tuple(words().levers) == LEVERS
    assert all(told.title and told.act and told.definition.endswith(".") for told in words().levers.values())
    assert (ROOT / "present/words.yml").exists()


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_letters_stand_out_from_the_paper(theme: str) -> None:
    colours = getattr(palette(), theme)
    for ink in ("ink", "muted", "link"):
        for paper in ("paper", "panel"):
            assert contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)
    assert contrast(colours["mark-ink"], colours["mark"]) >= 4.5
    for shape in ("lever", "counter"):
        assert contrast(colours[shape], colours["paper"]) >= 3, shape
        assert contrast(colours[shape], colours[f"{shape}-soft"]) >= 2, shape


def test_light_colours_differ_so_that_charts_can_be_recoloured() -> None:
    assert len(set(palette().light.values())) == len(palette().light)
    assert palette().light.keys() == palette().dark.keys()
