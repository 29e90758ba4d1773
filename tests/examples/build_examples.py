"""Write those files of `examples/` that are not plain UTF-8 text from the texts beside this script.

    .venv/bin/python tests/examples/build_examples.py

The output is the same at every run: dates inside the files are fixed.
"""

import io
import re
import textwrap
import zipfile
from pathlib import Path

from docx import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "examples"
NOTES = {
    "1": "Reuters, “Fretting about data security, China's government expands its use of 'golden shares'”, December 15, 2021",
    "2": "Weibo Corporation, annual report on Form 20-F for 2021, https://www.sec.gov/edgar",
}


def double_spaced_essay() -> str:
    """An essay as a PDF dump leaves it: every line followed by an empty one, notes at the foot of their page."""
    body, _, tail = (HERE / "essay.txt").read_text(encoding="utf-8").partition("\nNOTES\n")
    notes = dict(re.match(r"\[(\d+)\] (.*)", line).groups() for line in tail.strip().splitlines())
    lines: list[str] = []
    waiting: list[str] = []
    pages = 1
    for paragraph in body.strip().split("\n\n"):
        waiting += re.findall(r"\[(\d+)\]", paragraph)
        lines += [*textwrap.wrap(re.sub(r"\[(\d+)\]", r"\1", paragraph), 98), ""]
        if len(lines) > 24 * pages:
            pages += 1
            lines += [line for mark in waiting for line in textwrap.wrap(f"{mark} {notes[mark]}", 110)]
            lines += ["", "LAKESIDE REVIEW", "12 Quay Street  |  Letters to the editor are welcome", str(pages), ""]
            waiting = []
    lines += [line for mark in waiting for line in textwrap.wrap(f"{mark} {notes[mark]}", 110)]
    return "\n\n".join(lines) + "\n"


def pdf(source: str, font: str, width: int, head: str) -> bytes:
    """A paged PDF with a running head and page numbers."""
    rl_config.invariant = 1
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    lines = (HERE / source).read_text(encoding="utf-8").splitlines()
    canvas.setTitle(lines[0].removeprefix("# "))
    text, page = None, 0
    for line in [piece for line in lines for piece in wrapped(line, width)]:
        if text is None or text.getY() < 110:
            if text is not None:
                canvas.drawText(text)
                canvas.showPage()
            page += 1
            canvas.setFont(font, 8)
            canvas.drawString(72, 800, head)
            canvas.drawCentredString(297, 40, str(page))
            text = canvas.beginText(72, 760)
        size = 15 if line.startswith("# ") else 12 if line.startswith("## ") else 11
        text.setFont(font, size, leading=size * 1.5)
        text.textLine(line.lstrip("# "))
    canvas.drawText(text)
    canvas.save()
    return buffer.getvalue()


def wrapped(line: str, width: int) -> list[str]:
    """Lines of a paragraph; Chinese breaks anywhere but before a closing mark."""
    if re.search("[一-鿿]", line):
        return re.findall(rf".{{1,{width}}}[，。、；：》”]?", line) or [""]
    return textwrap.wrap(line, width) or [""]


def docx() -> bytes:
    """A Word file with headings and real footnotes."""
    word = Word()
    for line in (HERE / "golden-shares.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            word.core_properties.title = line[2:]
            word.add_heading(line[2:], 0)
        elif line.startswith("## "):
            word.add_heading(line[3:], 1)
        elif line:
            add_paragraph(word, line)
    word.core_properties.author = "Policy Docket research desk"
    part = Part(
        PackURI("/word/footnotes.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        footnotes().encode(),
        word.part.package,
    )
    word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    buffer = io.BytesIO()
    word.save(buffer)
    return with_fixed_times(buffer.getvalue())


def add_paragraph(word: Word, line: str) -> None:
    paragraph = word.add_paragraph()
    for position, piece in enumerate(re.split(r"\{(\d+)\}", line)):
        run = paragraph.add_run("" if position % 2 else piece)
        if position % 2:
            reference = OxmlElement("w:footnoteReference")
            reference.set(qn("w:id"), piece)
            run._r.append(reference)


def footnotes() -> str:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    rows = "".join(
        f'<w:footnote w:id="{mark}"><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:footnote>'
        for mark, words in NOTES.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes {space}>{rows}</w:footnotes>'


def with_fixed_times(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            new.writestr(zipfile.ZipInfo(name, (2023, 10, 20, 9, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def files() -> dict[str, bytes]:
    """Every built file with its content."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return {
        "permission-and-price.txt": double_spaced_essay().encode(),
        "hikvision-and-its-customers.pdf": pdf(
            "hikvision.txt", "Times-Roman", 86, "INSTITUTE FOR OPEN PROCUREMENT  ·  Working Note 7"
        ),
        "party-building-zh-hans.pdf": pdf("party-building.txt", "STSong-Light", 38, "湖畔财经 · 专题"),
        "golden-shares.docx": docx(),
        "double-reduction-zh-hans.txt": (HERE / "double-reduction.txt").read_text(encoding="utf-8").encode("gb18030"),
        "ant-control-zh-hant.txt": (HERE / "ma-yun.txt").read_text(encoding="utf-8").encode("big5"),
    }


if __name__ == "__main__":
    for name, content in files().items():
        (OUT / name).write_bytes(content)
