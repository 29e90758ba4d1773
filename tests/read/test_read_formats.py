"""PDF, HTML, DOCX, mail, captures, feeds, archives, and everything that can be wrong with them."""

import base64
import gzip
import io
import os
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import read_samples as samples
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption

from upperhand.model import Document, Failure
from upperhand.read import ReadOptions, Source, find, read, read_source


def one(content: bytes, name: str = "bytes", options: ReadOptions | None = None) -> Document:
    (document,) = read_source(Source(name, content=content), options=options)
    assert isinstance(document, Document), document
    return document


def reason(content: bytes, name: str = "bytes", options: ReadOptions | None = None) -> str:
    (failure,) = read_source(Source(name, content=content), options=options)
    assert isinstance(failure, Failure), failure
    assert failure.detail.endswith(".")
    return failure.reason


@pytest.fixture(scope="module")
def paper() -> Document:
    paragraphs = [samples.prose(6, n) for n in range(30)]
    paragraphs[2] += "<super size=7>1</super>"
    paragraphs[11] += "<super size=7>2</super>"
    notes = {1: "1 Port Gazette, 3 May 2021, https://example.org/a", 2: "2 Harbour Authority, annual report."}
    return one(
        samples.pdf(
            paragraphs, head="Harbour Institute — Paper 12", notes=notes, title="Harbour paper", author="Jane Roe"
        )
    )


def test_pdf_is_prose_without_furniture(paper: Document) -> None:
    expected = " ".join(samples.prose(6, n) for n in range(30))
    text = paper.text.replace(".1", ".").replace(".2", ".")
    assert " ".join(text.split()) == expected
    assert (paper.title, paper.author, paper.language) == ("Harbour paper", "Jane Roe", "en")


def test_pdf_pages_cover_the_text(paper: Document) -> None:
    assert [page.number for page in paper.pages] == [1, 2, 3, 4]
    assert [page.label for page in paper.pages] == ["1", "2", "3", "4"]
    assert paper.pages[0].start == 0
    assert paper.pages[-1].end == len(paper.text)
    assert all(a.end == b.start for a, b in zip(paper.pages, paper.pages[1:], strict=False))
    assert {origin.kind for origin in paper.origins} == {"page"}


def test_pdf_notes_are_tied_to_their_marks(paper: Document) -> None:
    first, second = paper.notes
    assert paper.text[first.start - 1 : first.end] == ".1"
    assert first.urls == ("https://example.org/a",)
    assert second.content == "Harbour Authority, annual report."


def test_pdf_words_broken_over_lines_and_pages() -> None:
    lines = [
        "The council met again to speak about the plan that it had seen, and the surveil-",
        "lance of the harbour was put to a vote by those who had first called for the high-",
    ]
    pages = [[(72, 700 - 14 * i, line) for i, line in enumerate(lines)], [(72, 700, "profile inquiry.")]]
    assert "the surveillance of" in one(samples.drawn_pdf(pages)).text
    assert "the high-profile inquiry." in one(samples.drawn_pdf(pages)).text


def test_bad_pdfs_say_why() -> None:
    good = samples.pdf([samples.prose(5)] * 8)
    assert reason(good[: len(good) // 2]) == "corrupt"
    assert reason(b"%PDF-1.4\n" + os.urandom(500) + b"%%EOF") == "corrupt"
    assert reason(samples.drawn_pdf([[(72, 700, "secret")]], StandardEncryption("pass"))) == "encrypted"
    assert reason(samples.scanned_pdf()) == "scanned"
    assert reason(samples.drawn_pdf([[]])) == "empty"
    assert reason(b"MZ\x90\0\3\0\0\0" + bytes(200), "report.pdf") == "unknown_type"
    assert reason(good, options=ReadOptions(max_pages=0)) == "too_large"


def test_html_keeps_links_and_notes() -> None:
    page = one(samples.PAGE.encode())
    assert (page.title, page.author, page.publisher, page.published_at) == (
        "Harbour fined",
        "Jane Roe",
        "Port Gazette",
        "2021-04-10",
    )
    assert (
        "fined Northlake & Sons 40 million crowns in 2017[1], the Harbour Wire reported, after a long inquiry"
        in page.text
    )
    assert "Home" not in page.text
    assert "“Inquiry”" not in page.text
    footnote, link = page.notes
    assert (footnote.mark, page.text[footnote.start : footnote.end]) == ("1", "[1]")
    assert footnote.content == "Port Gazette, “Inquiry”, 3 May."
    assert footnote.urls == ("https://example.org/x",)
    assert page.text[link.start : link.end] == "Harbour Wire reported"
    assert link.urls == ("https://example.org/wire",)


def test_html_origins_point_into_the_source() -> None:
    page = one(samples.PAGE.encode())
    runs = [(page.text[o.start : o.end], samples.PAGE[o.position :]) for o in page.origins]
    assert len(runs) > 8
    assert all(source.startswith(words) or source.startswith("&amp;") for words, source in runs)
    assert sum(len(words) for words, _ in runs) > 0.95 * len(page.text.replace("\n", ""))


def test_html_in_a_chinese_encoding() -> None:
    body = "<p>市场监管总局在四月对这家公司处以罚款。公司表示将认真落实整改要求，并感谢社会各界的监督。</p>" * 3
    head = '<meta charset="gb2312"><title>公司被罚</title>'
    page = f"<html><head>{head}</head><body><article>{body}</article></body></html>"
    document = one(page.encode("gb18030"))
    assert document.language == "zh"
    assert "处以罚款" in document.text
    assert document.title == "公司被罚"


def test_word_files() -> None:
    document = one(samples.word(footnote=True))
    assert document.text == (
        "Northlake & Söhne 北湖公司 was fined in 2017[1], says the Gazette.\n\n"
        "firm | fine\n\nNorthlake | 40\n\nThe end."
    )
    assert (document.title, document.author, document.published_at) == ("Harbour plans", "Jane Roe", None)
    note, link = document.notes
    assert (note.mark, note.urls) == ("1", ("https://example.org/fine",))
    assert document.text[note.start : note.end] == "[1]"
    assert (document.text[link.start : link.end], link.urls) == ("the Gazette", ("https://example.org/a",))


def test_word_origins_count_bytes_of_the_part() -> None:
    content = samples.word()
    part = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")
    document = one(content)
    for origin in document.origins:
        words = document.text[origin.start : origin.end]
        assert part[origin.position :].startswith((words.encode(), b"&amp;"))


def test_bad_word_files_say_why() -> None:
    assert reason(samples.zipped({"word/styles.xml": b"<a/>"}), "a.docx") == "corrupt"
    assert reason(samples.zipped({"word/document.xml": b"<a><b>"}), "a.docx") == "corrupt"
    assert (
        reason(samples.zipped({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "a.docx")
        == "corrupt"
    )
    assert reason(samples.word()[:900], "a.docx") == "corrupt"
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    assert reason(locked, "a.docx") == "encrypted"


def test_mail_and_its_attachments() -> None:
    body, attached = read_source(Source("a.eml", content=samples.MAIL))
    assert isinstance(body, Document)
    assert isinstance(attached, Document)
    assert body.text == "The regulator fined Northlake on Saturday."
    assert (body.title, body.author, body.published_at) == ("Harbour news", "Jane Roe", "2021-04-10")
    assert attached.mime_type == "text/html"
    assert attached.source_url == "a.eml!page.html"


def test_mailboxes() -> None:
    plain = b"From: a@example.org\nSubject: One\nDate: bad\n\nFirst words here.\n>From the port.\n\n"
    box = b"From a Mon Jan 1\n" + plain + b"From b Mon Jan 1\n" + samples.MAIL + b"\n"
    found = list(read_source(Source("x.mbox", content=box)))
    assert [document.text[:5] for document in found if isinstance(document, Document)] == ["First", "The r", "Attac"]
    small = list(read_source(Source("x.mbox", content=box), options=ReadOptions(max_bytes=150)))
    assert any(isinstance(item, Failure) and item.reason == "too_large" for item in small)


def test_captures() -> None:
    document = one(samples.capture(), "x.warc.gz")
    assert (document.source_url, document.retrieved_at) == ("https://example.org/a", "2021-05-01T00:00:00Z")
    assert document.title == "Harbour fined"
    assert reason(b"WARC/1.0\r\nbroken", "x.warc") in {"corrupt", "empty"}


def test_feeds() -> None:
    first, second = read_source(Source("feed.xml", content=samples.FEED))
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.title, first.publisher, first.published_at) == ("Harbour fined", "Port Gazette", "2021-04-10")
    assert (first.text, first.source_url) == ("The regulator fined Northlake.", "https://example.org/1")
    assert second.text == "The port sold its share."


def test_archives_within_limits() -> None:
    inner = samples.zipped({"b.txt": b"The inner words."})
    content = samples.zipped(
        {"a.txt": b"The outer words.", "in/n.zip": inner, "__MACOSX/x": b"1", ".hidden": b"2", "e.txt": b""}
    )
    found = list(read_source(Source("x.zip", content=content)))
    assert [d.text for d in found if isinstance(d, Document)] == ["The outer words.", "The inner words."]
    assert [(f.source, f.reason) for f in found if isinstance(f, Failure)] == [("x.zip!e.txt", "empty")]
    assert one(gzip.compress(b"Packed words."), "w.txt.gz").text == "Packed words."
    assert reason(gzip.compress(b"Packed words.")[:-9], "w.txt.gz") == "corrupt"
    assert reason(samples.zipped({}), "x.zip") == "empty"


def test_bombs_are_stopped() -> None:
    bomb = samples.zipped({"z.txt": bytes(5_000_000)})
    assert reason(bomb, "x.zip") == "zip_bomb"
    assert reason(gzip.compress(bytes(5_000_000)), "x.gz") == "zip_bomb"
    nested = bomb
    for _ in range(5):
        nested = samples.zipped({"n.zip": nested})
    assert reason(nested, "x.zip") == "zip_bomb"
    many = samples.zipped({f"{n}.txt": samples.prose(20, n).encode() for n in range(20)})
    found = list(read_source(Source("x.zip", content=many), options=ReadOptions(max_expanded_bytes=5_000)))
    assert isinstance(found[-1], Failure)
    assert found[-1].reason == "zip_bomb"


def test_locked_and_damaged_members_do_not_stop_the_rest() -> None:
    content = bytearray(samples.zipped({"a.txt": b"A" * 50, "b.txt": b"Sound words."}))
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    locked, sound = read_source(Source("x.zip", content=bytes(content)))
    assert isinstance(locked, Failure)
    assert locked.reason == "encrypted"
    assert isinstance(sound, Document)


def test_find_takes_each_file_once(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.txt").write_text("One.")
    (tmp_path / "a" / ".DS_Store").write_text("x")
    (tmp_path / "a" / "loop").symlink_to(tmp_path / "a")
    (tmp_path / "a" / "self").symlink_to("self")
    (tmp_path / "a" / "gone").symlink_to("nothing")
    (tmp_path / "again").symlink_to(tmp_path / "a" / "one.txt")
    os.mkfifo(tmp_path / "pipe")
    found = list(find([tmp_path, str(tmp_path / "**/*.txt"), tmp_path / "missing", str(tmp_path / "*.none")]))
    assert [Path(s.name).name for s in found if isinstance(s, Source)] == ["one.txt"]
    reasons = {Path(f.source).name: f.reason for f in found if isinstance(f, Failure)}
    assert reasons == {
        "loop": "symlink_loop",
        "self": "symlink_loop",
        "gone": "not_found",
        "pipe": "unknown_type",
        "missing": "not_found",
        "*.none": "not_found",
    }
    assert pickle.loads(pickle.dumps(found)) == found
    (link,) = find([tmp_path / "again"], options=ReadOptions(follow_symlinks=False))
    assert isinstance(link, Failure)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Piped words.")))
    (document,) = read("-")
    assert isinstance(document, Document)
    assert document.text == "Piped words."


def test_a_folder_of_good_and_bad(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Good words here.")
    (tmp_path / "empty.txt").write_text(" \n")
    (tmp_path / "tool.pdf").write_bytes(b"MZ" + bytes(100))
    with (tmp_path / "huge.txt").open("wb") as huge:
        huge.write(b"words ")
        huge.truncate(200_000_000)
    documents = list(read(tmp_path, options=ReadOptions(retrieved_at="2021-01-01T00:00:00Z")))
    good = [d for d in documents if isinstance(d, Document)]
    assert [d.retrieved_at for d in good] == ["2021-01-01T00:00:00Z"]
    reasons = {Path(f.source).name: f.reason for f in documents if isinstance(f, Failure)}
    assert reasons == {"empty.txt": "empty", "tool.pdf": "unknown_type", "huge.txt": "too_large"}


def test_text_over_the_limit() -> None:
    assert reason(b"words " * 100, options=ReadOptions(max_characters=100)) == "too_large"


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"%PDF-1.4\n",
        b"PK\x03\x04",
        b"\x1f\x8b\x08",
        b"<html><p>",
        b"From: a\nSubject: b\n\n",
        b"WARC/1.0\r\n",
        b"<rss>",
        b"From x\nFrom: ",
    ],
)
@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["x", "x.docx", "x.eml", "x.mbox", "x.zip", "x.warc.gz", "x.html"]))
def test_no_bytes_stop_the_work(start: bytes, rest: bytes, name: str) -> None:
    for found in read_source(Source(name, content=start + rest)):
        assert isinstance(found, Document | Failure)


def test_import_stays_light() -> None:
    heavy = "lxml", "trafilatura", "pypdfium2", "warcio"
    code = f"import sys, upperhand.read; print([m for m in {heavy} if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


@pytest.mark.parametrize("name", ["000_b915d971859ae8e9.txt", "004_b42411ea324af08b.txt"])
def test_shared_seeds_read_as_prose(name: str) -> None:
    path = Path(__file__).parents[3] / "shared" / "seeds" / name
    if not path.exists():
        pytest.skip("the shared seed documents are not on this machine")
    (document,) = read(path)
    assert isinstance(document, Document)
    assert all(part[-1] in '.?!"”:' or part[-1].isdigit() for part in document.text.split("\n\n"))


def test_what_no_reader_foresees_is_a_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("upperhand.read.plain.read_plain", fail)
    assert reason(b"Plain words.") == "corrupt"
    (gone,) = read_source(Source("gone.txt", path=tmp_path / "gone.txt"))
    assert isinstance(gone, Failure)
    assert gone.reason == "unreadable"


def test_html_links_of_every_kind() -> None:
    page = """<html><body><main><p>Body text that is long enough to count as the main text of this page, with a note.<a
        name="r1" href="#f1">[1]</a> It has a <a href="/rel">relative link</a>, a <a href="mailto:a@b.c">mail link</a>
        and <a href="#top">one to itself</a>.</p><table><tr><td>Year</td><td>Sales</td></tr></table>
        <p>Line one<br>line two.</p>
        <p><a name="f1" href="#r1">[1]</a> See the <a href="https://example.org/r">report</a>.</p></main></body></html>"""
    document = one(page.encode())
    assert [(note.mark, note.content, note.urls) for note in document.notes] == [
        ("1", "See the report.", ("https://example.org/r",))
    ]
    assert "Year | Sales" in document.text
    assert "See the report" not in document.text


def test_html_that_holds_nothing() -> None:
    assert reason(b"<html><body><script>var a = 1;</script></body></html>") == "empty"
    assert reason(b"<html>" + b"<p>words " * 1_300_000) == "too_large"


def test_atom_with_markup_and_people() -> None:
    feed = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Gazette</title><entry><title>Fine</title>
    <link href="https://example.org/3"/><author><name>Jane Roe</name></author><updated>2021-04-10T08:00:00Z</updated>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The firm was fined.</p></div></content></entry>
    <entry><title>Nothing</title></entry></feed>"""
    document = one(feed)
    assert (document.text, document.author, document.published_at) == ("The firm was fined.", "Jane Roe", "2021-04-10")


def test_mail_in_other_shapes() -> None:
    head = b"From: a@example.org\nTo: b@example.org\nSubject: Two\nMIME-Version: 1.0\n"
    html = one(head + b"Content-Type: text/html\n\n<html><body><p>Words in a page.</p></body></html>", "a.eml")
    assert (html.text, html.author) == ("Words in a page.", "a@example.org")
    pdf = head + b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n"
    content = samples.drawn_pdf([[(72, 700, "Words in a letter.")]])
    assert one(pdf + base64.encodebytes(content), "a.eml").text == "Words in a letter."


def test_word_files_leave_out_what_was_deleted() -> None:
    body = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p>'
        "<w:r><w:t>Kept</w:t>"
        "<w:tab/><w:t>tab</w:t><w:br/><w:t>line</w:t><w:noBreakHyphen/><w:t>end</w:t></w:r><w:del><w:r><w:delText>gone"
        "</w:delText><w:t>gone</w:t></w:r></w:del></w:p></w:body></w:document>"
    )
    assert one(samples.zipped({"word/document.xml": body.encode()}), "a.docx").text == "Kept\ttab\nline-end"
