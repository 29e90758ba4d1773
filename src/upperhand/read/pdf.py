"""PDF by pypdfium2: lines with their place on the page; furniture out by place and repetition; then one flow.

pdfium gives the text of a page in one call; the place and type size of each line is asked for at its first
character only, which keeps reading nearly as fast as pdfium's own.
"""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from upperhand.errors import ReadError
from upperhand.read import page_furniture
from upperhand.read.blob import Blob
from upperhand.read.builder import TextBuilder
from upperhand.read.byline import byline
from upperhand.read.content import Content
from upperhand.read.lines import Line
from upperhand.read.options import ReadOptions
from upperhand.read.plain import flow

_PASSWORD = 4
# pdfium writes a hyphen at a line's end as U+FFFE (some versions U+0002) and may swallow the line break.
_BROKEN = re.compile("[\ufffe\x02](?:\r\n)?")
_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
_JUNK_TITLE = re.compile(
    r"(?i)^(?:(?:\(?untitled|microsoft (?:word|powerpoint)).*|\(?anonymous\)?|document\d*|"
    r".*\.(?:docx?|pdf|indd|qxd|rtf|txt|pptx?)|\W*)$"
)
_JUNK_AUTHOR = re.compile(r"(?i)^\(?(?:anonymous|unknown|user|admin\w*|owner|author|python-docx|microsoft.*|\W*)\)?$")


@dataclass(slots=True)
class RawPage:
    """The lines of one page, top to bottom as the PDF gives them; `tops` are their baselines in points from below."""

    number: int
    height: float
    lines: list[Line] = field(default_factory=list)
    tops: list[float] = field(default_factory=list)
    label: str | None = None


def read_pdf(content: bytes, blob: Blob, options: ReadOptions) -> Content:
    """A PDF's text with its page map, notes and metadata."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise ReadError("encrypted", "The PDF needs a password; save a copy without one.") from error
        raise ReadError("corrupt", "The PDF is damaged or cut short; get it again.") from error
    try:
        _check(pdf, content, options)
        return _content(pdf, options)
    finally:
        pdf.close()


def _check(pdf: Any, content: bytes, options: ReadOptions) -> None:
    ending = content[-4_096:]
    if b"%%EOF" not in ending and b"startxref" not in ending:
        raise ReadError("corrupt", "The PDF is cut short: its end is missing; get it again.")
    if len(pdf) > options.max_pages:
        raise ReadError(
            "too_large", f"The PDF has {len(pdf):,} pages and the limit is {options.max_pages:,}; raise max_pages."
        )


def _content(pdf: Any, options: ReadOptions) -> Content:
    pages = [_page(pdf, index) for index in range(len(pdf))]
    if not any(page.lines for page in pages):
        raise _without_text(pdf)
    builder = TextBuilder("page")
    labels = page_furniture.remove(pages)
    flowed = flow([line for page in pages for line in _spaced(page)], builder, paged=True)
    builder.label_pages(labels)
    told, found = _metadata(pdf), byline(builder.text)
    return Content(
        builder,
        notes=flowed.notes,
        title=told.get("Title") or found.title,
        author=found.author or told.get("Author"),
        publisher=found.publisher,
        published_at=found.published_at or told.get("CreationDate"),
    )


def _without_text(pdf: Any) -> ReadError:
    import pypdfium2.raw as pdfium

    for index in range(min(len(pdf), 20)):
        page = pdf[index]
        if any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)):
            return ReadError("scanned", "The PDF has pictures of pages and no text; run it through OCR first.")
    return ReadError("empty", "The PDF has no text on any page; leave it out.")


def _page(pdf: Any, index: int) -> RawPage:
    """One page, through pdfium's own calls: the wrappers' bookkeeping would cost as much as our reading."""
    import pypdfium2.raw as pdfium

    page = pdfium.FPDF_LoadPage(pdf.raw, index)
    textpage = pdfium.FPDFText_LoadPage(page) if page else None
    if not textpage:
        pdfium.FPDF_ClosePage(page) if page else None
        raise ReadError("corrupt", f"Page {index + 1} of the PDF is damaged; get it again.")
    try:
        raw = RawPage(index + 1, pdfium.FPDF_GetPageHeightF(page))
        _fill(raw, textpage)
        return raw
    finally:
        pdfium.FPDFText_ClosePage(textpage)
        pdfium.FPDF_ClosePage(page)


def _text(textpage: Any) -> tuple[str, bool]:
    """A page's text, and whether its code units stand in one row with pdfium's characters."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFText_CountChars(textpage)
    if count <= 0:
        return "", True
    buffer = (ctypes.c_ushort * (2 * count + 1))()
    written = pdfium.FPDFText_GetText(textpage, 0, count, buffer)
    text = bytes(memoryview(buffer)[: max(0, written - 1)]).decode("utf-16-le", "ignore")
    return text, len(text) == count


def _fill(raw: RawPage, textpage: Any) -> None:
    """Lines with the baseline, left edge and type size of their first character."""
    import pypdfium2.raw as pdfium

    text, same = _text(textpage)
    left, bottom = ctypes.c_double(), ctypes.c_double()
    at_left, at_bottom = ctypes.byref(left), ctypes.byref(bottom)
    size, above, pitch = 0.0, 0.0, 0.0
    for start, words in _lines(text):
        index = start if same else pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, start)
        pdfium.FPDFText_GetCharOrigin(textpage, index, at_left, at_bottom)
        top = bottom.value
        gap = above - top
        # Type changes where the distance between lines does, or at a note's number; elsewhere it need not be asked.
        if not -0.2 < gap - pitch < 0.2 or not words[0].isalpha():
            size = pdfium.FPDFText_GetFontSize(textpage, index) or 1.0
        above, pitch = top, gap
        raw.lines.append(Line(words, raw.number, 0, int(2 * left.value / size), raw.number, size))
        raw.tops.append(top)


def _settle(page: RawPage) -> None:
    """Notes that the file draws before the body go to the foot, where they stand on the page."""
    if not page.tops or page.tops[0] >= max(page.tops):
        return  # the usual case
    lowest, floor = [], float("inf")
    for top in reversed(page.tops):
        floor = min(floor, top)
        lowest.append(floor)
    highest = float("-inf")
    for split, (top, rest) in enumerate(zip(page.tops, lowest[-2::-1], strict=False), 1):
        highest = max(highest, top)
        if highest < rest:
            page.lines = page.lines[split:] + page.lines[:split]
            page.tops = page.tops[split:] + page.tops[:split]
            return


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Where each line begins in the page's text, and its words; a hyphen of pdfium's becomes a plain one."""
    if "\ufffe" in text or "\x02" in text:
        yield from _broken_lines(text)
        return
    done = 0
    for raw in text.split("\r\n"):
        if words := raw.strip():
            yield done + (raw.find(words) if raw[0] != words[0] else 0), words
        done += len(raw) + 2


def _broken_lines(text: str) -> Iterator[tuple[int, str]]:
    done = 0
    while done < len(text):
        end = text.find("\r\n", done)
        end = len(text) if end < 0 else end
        broken = _BROKEN.search(text, done, end + 2)
        stop, following = (broken.start(), broken.end()) if broken else (end, end + 2)
        raw = text[done:stop]
        if words := raw.strip():
            yield done + len(raw) - len(raw.lstrip()), words + ("-" if broken else "")
        done = following


def _spaced(page: RawPage) -> list[Line]:
    """The lines of a page with blank lines where the space between baselines is wider than usual."""
    _settle(page)
    gaps = [a - b for a, b in zip(page.tops, page.tops[1:], strict=False)]
    usual = _usual([gap for gap in gaps if gap > 1])
    for line, above, gap in zip(page.lines[1:], page.lines, gaps, strict=False):
        if usual and (gap > 1.35 * usual or (gap > 1.05 * usual and 0 < line.size < 0.93 * above.size)):
            line.blanks = 1
    return page.lines


def _usual(gaps: list[float]) -> float:
    """The gap of most lines: the lower quartile, since paragraph gaps only widen."""
    return sorted(gaps)[len(gaps) // 4] if gaps else 0.0


def _metadata(pdf: Any) -> dict[str, str]:
    told = {name: " ".join(value.split()) for name, value in pdf.get_metadata_dict(skip_empty=True).items()}
    date = _DATE.match(told.pop("CreationDate", ""))
    if _JUNK_TITLE.match(told.get("Title", "")):
        told.pop("Title", None)
    if _JUNK_AUTHOR.match(told.get("Author", "")):
        told.pop("Author", None)
    if date:
        told["CreationDate"] = "-".join(date.groups())
    return told
