"""PDF reading beside pypdfium2 alone: pages per second on the same files in one run.

    python -m benchmarks.read_pdf [FILE.pdf …]

pypdfium2 alone is its page text with nothing done to it. Both sides run in turns; the best of nine rounds
counts, in processor time.
"""

import io
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from upperhand.read import Source, read_source

ROUNDS = 9
_SENTENCE = (
    "the regulator inspected offices at harbour while shares of Northlake fell and investors met a party secretary"
)
WORDS = _SENTENCE.split(" ")


def main(paths: list[str]) -> None:
    files = {"generated, 100 pages": generated()}
    found = [Path(p) for p in paths] or sorted((Path(__file__).parent.parent / "examples").rglob("*.pdf"))
    files |= {path.name: path.read_bytes() for path in found}
    print(f"{'file':<32}{'pages':>7}{'pypdfium2':>12}{'upperhand':>12}{'ratio':>8}   (pages per second)")
    for name, content in files.items():
        pages, alone, ours = compare(content)
        print(f"{name:<32}{pages:>7}{pages / alone:>12,.0f}{pages / ours:>12,.0f}{alone / ours:>8.2f}")


def compare(content: bytes) -> tuple[int, float, float]:
    """Pages, and the best seconds of each side."""
    repeat = max(1, 50 // pages_of(content))
    ours, alone = [], []
    for _ in range(ROUNDS):
        alone.append(timed(text_alone, content, repeat))
        ours.append(timed(read_all, content, repeat))
    return pages_of(content), min(alone), min(ours)


def timed(job: Callable[[bytes], None], content: bytes, repeat: int) -> float:
    start = time.process_time()
    for _ in range(repeat):
        job(content)
    return (time.process_time() - start) / repeat


def pages_of(content: bytes) -> int:
    pdf = pypdfium2.PdfDocument(content)
    try:
        return len(pdf)
    finally:
        pdf.close()


def text_alone(content: bytes) -> None:
    pdf = pypdfium2.PdfDocument(content)
    for index in range(len(pdf)):
        page = pdf[index]
        textpage = page.get_textpage()
        textpage.get_text_range()
        textpage.close()
        page.close()
    pdf.close()


def read_all(content: bytes) -> None:
    for _ in read_source(Source("benchmark.pdf", content=content)):
        pass


def generated(pages: int = 100) -> bytes:
    """Full pages of prose with a running head and page numbers."""
    pick, buffer = random.Random(7), io.BytesIO()
    style = getSampleStyleSheet()["BodyText"]

    def furnish(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.drawString(72, 810, "Harbour Institute — Working Paper 12")
        canvas.drawCentredString(300, 30, str(document.page))

    story = []
    for _ in range(pages * 7):
        words = " ".join(pick.choice(WORDS) for _ in range(14 * 6))
        story.append(Paragraph(words.capitalize() + ".", style))
    SimpleDocTemplate(buffer, pagesize=A4).build(story, onFirstPage=furnish, onLaterPages=furnish)
    return buffer.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
