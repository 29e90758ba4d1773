"""Small documents made in code, one function a format."""

import gzip
import io
import random
import zipfile

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

_SENTENCE = (
    "the regulator inspected offices at harbour while shares of Northlake fell and investors met a party secretary"
)
WORDS = _SENTENCE.split(" ")

ESSAY = [
    "Harbour towns have long lived from trade, and for most of that time nobody asked who owned the quays.",
    "That changed when the port authority bought a share in Northlake Motors, which until then had been a family firm. "
    "The share was small, but it came with a seat on the board and a say in who would lead the company.",
    "Two years later the regulator fined the firm 40 million crowns. The firm did not appeal, and its founder left.",
    "What remains is a question that no report has answered: who decided, and when?",
]


def prose(sentences: int, seed: int = 1) -> str:
    """Plain sentences of fourteen words."""
    pick = random.Random(seed)
    return " ".join(" ".join(pick.choice(WORDS) for _ in range(14)).capitalize() + "." for _ in range(sentences))


def pdf(
    paragraphs: list[str], *, head: str = "", notes: dict[int, str] | None = None, number: bool = True, **info: str
) -> bytes:
    """A paged PDF with a running head, page numbers and notes at the foot of the pages given."""
    buffer = io.BytesIO()

    def furnish(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.saveState()
        canvas.setFont("Helvetica", 9)
        if head:
            canvas.drawString(72, 810, head)
        if number:
            canvas.drawCentredString(300, 30, str(document.page))
        canvas.setFont("Helvetica", 7)
        if note := (notes or {}).get(document.page):
            canvas.drawString(72, 62, note)
        canvas.restoreState()

    style = getSampleStyleSheet()["BodyText"]
    story = [flowable for text in paragraphs for flowable in (Paragraph(text, style), Spacer(1, 4))]
    SimpleDocTemplate(buffer, pagesize=A4, bottomMargin=100, **info).build(
        story, onFirstPage=furnish, onLaterPages=furnish
    )
    return buffer.getvalue()


def drawn_pdf(pages: list[list[tuple[float, float, str]]], encrypt: object = None) -> bytes:
    """A PDF of lines placed by hand: x, y and words."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, encrypt=encrypt)
    for page in pages:
        for x, y, words in page:
            canvas.drawString(x, y, words)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def scanned_pdf() -> bytes:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), "grey")), 0, 0, 595, 842)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


FOOTNOTES = """<?xml version="1.0" encoding="UTF-8"?>
<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>
<w:footnote w:id="1"><w:p><w:r><w:t>Port Gazette, 3 May 2021, https://example.org/fine.</w:t></w:r></w:p></w:footnote>
</w:footnotes>"""


def word(*, footnote: bool = False) -> bytes:
    """A Word file with a heading, mixed scripts, a link, a table and, if asked, a footnote."""
    document = docx.Document()
    document.core_properties.title = "Harbour plans"
    document.core_properties.author = "Jane Roe"
    paragraph = document.add_paragraph("Northlake & Söhne 北湖公司 was fined in 2017")
    if footnote:
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), "1")
        paragraph.add_run()._r.append(reference)
    paragraph.add_run(", says ")
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), document.part.relate_to("https://example.org/a", "hyperlink", is_external=True))
    run = OxmlElement("w:r")
    words = OxmlElement("w:t")
    words.text = "the Gazette"
    run.append(words)
    link.append(run)
    paragraph._p.append(link)
    paragraph.add_run(".")
    table = document.add_table(2, 2)
    for index, value in enumerate(("firm", "fine", "Northlake", "40")):
        table.cell(index // 2, index % 2).text = value
    document.add_paragraph("The end.")
    buffer = io.BytesIO()
    document.save(buffer)
    return with_member(buffer.getvalue(), "word/footnotes.xml", FOOTNOTES) if footnote else buffer.getvalue()


def with_member(archive: bytes, name: str, content: str) -> bytes:
    buffer = io.BytesIO(archive)
    with zipfile.ZipFile(buffer, "a") as packed:
        packed.writestr(name, content)
    return buffer.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return buffer.getvalue()


PAGE = """<!doctype html><html><head><title>Harbour fined | Port Gazette</title><meta charset="utf-8">
<meta name="author" content="Jane Roe"><meta property="og:site_name" content="Port Gazette">
<meta property="article:published_time" content="2021-04-10T08:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/b">Business</a></nav><article><h1>Harbour fined</h1>
<p>The regulator fined Northlake &amp; Sons 40 million crowns in 2017<sup><a href="#fn1" id="r1">1</a></sup>, the
<a href="https://example.org/wire">Harbour Wire reported</a>, after a long   inquiry into its trade. The firm said
it would comply with the decision and pay what it owed.</p>
<p>A second paragraph stands here with words enough for anyone to see that this is text and no furniture.</p>
<ol><li id="fn1">Port Gazette, <a href="https://example.org/x">“Inquiry”</a>, 3 May. <a href="#r1">↩</a></li></ol>
</article>
<footer>© 2021 Port Gazette. All rights reserved.</footer></body></html>"""

MAIL = b"""From: Jane Roe <jane@example.org>
To: desk@example.org
Subject: Harbour news
Date: Sat, 10 Apr 2021 08:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain; charset="utf-8"

The regulator fined Northlake on Saturday.
--b
Content-Type: text/html
Content-Disposition: attachment; filename="page.html"

<html><body><p>Attached page about the harbour and its owners.</p></body></html>
--b--
"""

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Port Gazette</title>
<item><title>Harbour fined</title><link>https://example.org/1</link><author>Jane Roe</author>
<pubDate>Sat, 10 Apr 2021 08:00:00 +0000</pubDate>
<description>&lt;p&gt;The regulator fined Northlake.&lt;/p&gt;</description></item>
<item><title>Share sold</title><link>https://example.org/2</link>
<description>The port sold its share.</description></item>
</channel></rss>"""


def capture() -> bytes:
    """A compressed web capture: one page, one redirect, one picture."""
    members = []
    for url, status, kind, body in (
        ("https://example.org/a", "200 OK", "text/html; charset=utf-8", PAGE.encode()),
        ("https://example.org/old", "301 Moved", "text/html", b"<html>moved</html>"),
        ("https://example.org/i.png", "200 OK", "image/png", b"\x89PNG"),
    ):
        answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2021-05-01T00:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        members.append(gzip.compress(head.encode() + answer + b"\r\n\r\n"))
    return b"".join(members)
