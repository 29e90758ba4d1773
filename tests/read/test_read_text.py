"""Plain text: encodings, wraps, furniture, notes, bylines; and what holds for every text."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_samples import ESSAY, prose

from upperhand.encoding import decode, encoding_of
from upperhand.model import Document, Failure
from upperhand.read import byline as bylines
from upperhand.read import read
from upperhand.read.builder import TextBuilder
from upperhand.read.language import detect
from upperhand.read.lines import split
from upperhand.read.plain import flow

CHINESE = "市场监管总局在2021年对这家公司处以罚款。公司表示将认真落实整改要求，并感谢社会各界的监督和支持。"
TRADITIONAL = "市場監管總局在2021年對這家公司處以罰款。公司表示將認真落實整改要求，並感謝社會各界的監督和支持。"


def one(content: bytes | str) -> Document:
    (document,) = read(content if isinstance(content, bytes) else content.encode())
    assert isinstance(document, Document), document
    return document


def double_spaced(paragraphs: list[str], width: int = 90) -> str:
    return "\n\n".join(line + " " for p in paragraphs for line in textwrap.wrap(p, width, break_on_hyphens=False))


@pytest.mark.parametrize(
    ("encoding", "text", "language"),
    [
        ("utf-8", CHINESE, "zh"),
        ("utf-8-sig", CHINESE, "zh"),
        ("utf-16", CHINESE, "zh"),
        ("utf-16-le", "The regulator fined the firm in the harbour.", "en"),
        ("utf-16-be", "The regulator fined the firm in the harbour.", "en"),
        ("gb18030", CHINESE, "zh"),
        ("gbk", CHINESE * 20, "zh"),
        ("big5", TRADITIONAL, "zh"),
        ("cp1252", "The firm’s café – “open” for the first time in years.", "en"),
    ],
)
def test_encodings_read_as_written(encoding: str, text: str, language: str) -> None:
    document = one(text.encode(encoding))
    assert document.text == text
    assert document.language == language


def test_a_declared_encoding_counts_only_if_it_fits() -> None:
    assert encoding_of(CHINESE.encode("gb18030"), "gb2312") == "gb18030"
    assert encoding_of(TRADITIONAL.encode("big5"), "gb2312") == "big5hkscs"
    assert encoding_of(b"caf\xe9", "no-such") == "cp1252"


def test_other_encodings_are_guessed_and_damage_is_kept_visible() -> None:
    assert "город" in decode("Этот город большой, и в нем живут люди. ".encode("cp1251") * 10)[0]
    text, name = decode(("公司表示" * 40).encode() + b"\xff" + "结束".encode())
    assert name == "utf-8"
    assert text.count("\ufffd") == 1


def test_double_spaced_text_flows() -> None:
    text = one(double_spaced(ESSAY)).text
    assert " ".join(text.split()) == " ".join(ESSAY)
    assert "\n" not in text.split("\n\n")[0]


@pytest.mark.parametrize("blanks", [0, 1, 2])
def test_any_line_spacing_flows_and_the_byline_stands_apart(blanks: int) -> None:
    lines = textwrap.wrap(" ".join(ESSAY), 72, break_on_hyphens=False)
    text = ("\n" * (blanks + 1)).join(["The Weight of the Second Desk", "", "", "by Jane Roe", "", "", *lines])
    document = one(text)
    assert (document.title, document.author) == ("The Weight of the Second Desk", "Jane Roe")
    assert " ".join(lines) in " ".join(document.text.split())


@pytest.mark.parametrize("width", [40, 66, 72, 100])
def test_hard_wrapped_paragraphs_come_back(width: int) -> None:
    wrapped = "\r\n\r\n".join("\r\n".join(textwrap.wrap(p, width, break_on_hyphens=False)) for p in ESSAY)
    assert one(wrapped).text == "\n\n".join(ESSAY)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 6), st.integers(40, 120), st.integers(0, 10_000), st.booleans())
def test_wrapping_at_any_width_is_undone(count: int, width: int, seed: int, double: bool) -> None:
    paragraphs = [prose(4, seed + n) for n in range(count)]
    lines = [textwrap.wrap(p, width, break_on_hyphens=False) for p in paragraphs]
    if double:
        assert " ".join(one("\n\n".join(line for p in lines for line in p)).text.split()) == " ".join(paragraphs)
    else:
        assert one("\n\n".join("\n".join(p) for p in lines)).text == "\n\n".join(paragraphs)


def test_wrapped_chinese_gets_no_spaces() -> None:
    whole = CHINESE * 6
    wrapped = "\n".join(whole[i : i + 38] for i in range(0, len(whole), 38))
    assert one(wrapped).text == whole


def test_fragments_around_links_are_joined() -> None:
    text = one(
        "The port authority backed several firms over the years, including\n\nNorthlake Motors\n\n,\n\n"
        "a maker of\n\nlorries\n\n\n\n;\n\n"
        "Tidewater\n\n,\n\na shipping line; and the bank. Others followed in later years, "
        "once the first had shown that it would pay.\n\n"
        "It did not last. In the spring the authority sold its shares to the city, which had waited "
        "for years to buy them.\n"
    ).text
    assert text.startswith(
        "The port authority backed several firms over the years, including Northlake Motors, "
        "a maker of lorries; Tidewater, a shipping line;"
    )
    assert text.count("\n\n") == 1


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("three high-", "profile visits", "three high-profile visits"),
        ("an inquiry into surveil-", "lance of the", "an inquiry into surveillance of the"),
        ("friends of the party-", "state were", "friends of the party-state were"),
        ("the firm Micro-", "-have", "the firm Micro--have"),
        ("with Amazon and Google--", "are", "with Amazon and Google--are"),
        ("a Sino-", "American bank", "a Sino-American bank"),
        ("soft\u00ad", "ware is", "software is"),
    ],
)
def test_words_broken_at_line_ends(first: str, second: str, joined: str) -> None:
    line = "The council spoke at length about what it called the long road to"
    second_line = f"the plan that all of them had seen before in one form or, {first}"
    text = f"{line}\n{second_line}\n{second} {line.lower()}\nthe harbour."
    assert joined in one(text).text


def test_a_word_seen_whole_decides_its_hyphen() -> None:
    line = "A stakeholder is not a share-holder, as every stakeholder in town knows"
    text = one(
        f"{line}\nand the mayor said that no one should ever believe that a stake-\nholder or a share-\nholder is one."
    ).text
    assert "a stakeholder or a share-holder is" in text


NOTED = """The port authority bought a share in the firm, which had been in one family for
years.1 The share came with a seat on the board.2 It was the first of three high-



1 Port Gazette, "A share in the quay," 3 May 2019, https://example.org/a/very/long/
address-of-a-page.html
2 Interview with the harbour master.


HARBOUR PAPERS
Institute for Ports  |  T: 202.555.0100  F: 202.555.0101
12 Quay Street, Suite 7, Porttown, DC 20036


7

profile sales that year, and the 40 million crowns it brought were spent on quays. In
the end the city owned 1984 metres of them."""


def test_notes_leave_the_flow_and_their_marks_are_linked() -> None:
    document = one(NOTED)
    assert "three high-profile sales that year" in document.text
    for gone in ("HARBOUR", "Suite", "202.555", "Gazette", "\n7"):
        assert gone not in document.text
    first, second = document.notes
    assert document.text[: first.end].endswith("in one family for years.1")
    assert document.text[: second.end].endswith("a seat on the board.2")
    assert first.urls == ("https://example.org/a/very/long/address-of-a-page.html",)
    assert second.content == "Interview with the harbour master."


def test_a_numbered_list_is_no_notes() -> None:
    text = "The plan has three parts:\n\n1. Buy the quay.\n\n2. Sell the boats.\n\n3. Rest.\n"
    document = one(text)
    assert document.notes == ()
    assert "2. Sell the boats." in document.text


def test_a_numbered_list_in_a_text_with_bracketed_marks_stays() -> None:
    text = (
        "The share was sold.[1] So it begins.\n\n1. The board must vote.\n\n2. The city pays.\n\n"
        "References\n\n[1] Port Gazette.\n"
    )
    document = one(text)
    assert "1. The board must vote." in document.text
    assert [note.content for note in document.notes] == ["Port Gazette."]


def test_numbered_running_heads_without_form_feeds_go() -> None:
    parts = [f"Annual Report 2020 | Northlake | {n}\n\n\n{textwrap.fill(prose(6, n), 70)}" for n in range(1, 5)]
    assert " ".join(one("\n\n\n".join(parts)).text.split()) == " ".join(prose(6, n) for n in range(1, 5))


@pytest.mark.parametrize(("mark", "start"), [("[1]", "[1]"), ("¹", "¹"), ("①", "①"), ("1", "1."), ("1", "1")])
def test_endnotes_in_many_forms(mark: str, start: str) -> None:
    document = one(
        f"The firm was fined.{mark} It paid at once and said so.\n\nNotes\n\n{start} Port Gazette, 3 May 2021.\n"
    )
    (note,) = document.notes
    assert document.text[note.start : note.end] == mark
    assert note.content == "Port Gazette, 3 May 2021."


def test_running_heads_and_page_numbers_of_a_dump_go() -> None:
    pages = []
    for number in range(1, 5):
        body = textwrap.fill(prose(12, number), 80)
        pages.append(f"The Harbour Review, volume 12\n\n\n{body}\n\n\n{number}\n")
    text = one("\f".join(pages)).text
    assert "Harbour Review" not in text
    assert not any(part.strip().isdigit() for part in text.split("\n\n"))
    assert " ".join(text.split()) == " ".join(prose(12, n) for n in range(1, 5))


def test_tables_of_figures_and_years_stay() -> None:
    text = one("Fines by year follow here.\n\n2016\n\nNone were given.\n\n2017\n\nOne was given.\n").text
    assert "2016" in text
    assert "2017" in text


def test_invisible_characters_go_and_the_rest_stays() -> None:
    assert (
        one("The\u200b firm\u00ad’s  name\u202e is\u2060 old; ﬁne\u0301 stays.").text
        == "The firm’s name is old; ﬁne\u0301 stays."
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Harbour plans grow\n\nBy Anna Lindqvist\n\nMay 3, 2021\n\n"
            "The harbour grew again this year, the port said on Monday.",
            ("Harbour plans grow", "Anna Lindqvist", None, "2021-05-03"),
        ),
        (
            "OPINION\n\nWho owns the quay?\n\nBy our columnist in Oslo | September 27, 2019\n\n"
            "The quay has had many owners over the years.",
            ("Who owns the quay?", None, None, "2019-09-27"),
        ),
        (
            "PORTTOWN, May 19 (Reuters) - The harbour said on Wednesday that it had sold its share.",
            (None, None, "Reuters", None),
        ),
        (
            "港口公司被罚\n\n2021年4月10日 09:12 来源：港湾日报\n\n记者：林晓\n\n"
            "市场监管部门周六宣布对该公司处以罚款，公司表示接受。",
            ("港口公司被罚", "林晓", "港湾日报", "2021-04-10"),
        ),
        ("The harbour grew again. It was a good year for all.", (None, None, None, None)),
    ],
)
def test_bylines(text: str, told: tuple[str | None, ...]) -> None:
    document = one(text)
    assert (document.title, document.author, document.publisher, document.published_at) == told


@pytest.mark.parametrize("form", bylines.forms().forms, ids=lambda form: form.id)
def test_every_byline_form_holds_to_its_examples(form: bylines.Form) -> None:
    for example in form.examples:
        expected = {name: value for name, value in example.items() if name != "text"}
        assert expected.items() <= bylines.told(example["text"]).items()
    for text in form.not_examples:
        assert bylines.told(text) == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (CHINESE, "zh"),
        (TRADITIONAL, "zh"),
        ("The firm was fined by the regulator.", "en"),
        ("Die Firma wurde von der Behörde mit einer Strafe belegt.", "de"),
        ("Компания была оштрафована.", "ru"),
        ("会社は罰金を支払いました。", "ja"),
        ("회사는 벌금을 냈다.", "ko"),
        ("1234 5678", None),
        ("阿里巴巴 Alibaba Group is the largest of the firms in the list of the city.", "en"),
    ],
)
def test_languages(text: str, code: str | None) -> None:
    assert detect(text) == code


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_origins_are_verbatim(source: str) -> None:
    builder = flow(list(split(source)), TextBuilder("char")).builder
    text = builder.text
    for origin in builder.origins:
        assert text[origin.start : origin.end] == source[origin.position : origin.position + origin.end - origin.start]
    assert all(a.end <= b.start for a, b in zip(builder.origins, builder.origins[1:], strict=False))


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab .,;-\n\f\t1[]¹（）。中“”", max_size=300))
def test_notes_stand_inside_the_text(source: str) -> None:
    for document in read(source.encode()):
        if isinstance(document, Failure):
            assert document.reason in {"empty", "unknown_type"}
        else:
            assert all(0 <= note.start <= note.end <= len(document.text) for note in document.notes)
