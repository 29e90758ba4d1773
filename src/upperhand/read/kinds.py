"""What a file is, by its first bytes; its name only where bytes leave it open."""

import re
from pathlib import PurePath
from typing import Literal

Kind = Literal["pdf", "docx", "zip", "gzip", "warc", "mail", "mbox", "html", "feed", "text"]

SNIFF = 8_192
OLE = b"\xd0\xcf\x11\xe0"
MIME: dict[Kind, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "feed": "application/xml",
    "text": "text/plain",
    "mail": "message/rfc822",
}
# What is recognised only to be refused by name.
_REFUSED = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"\xcf\xfa\xed\xfe", "a macOS program"),
    (b"\xca\xfe\xba\xbe", "a compiled program"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\0", "a picture (TIFF)"),
    (b"MM\0*", "a picture (TIFF)"),
    (b"RIFF", "a media file"),
    (b"OggS", "a sound file"),
    (b"ID3", "a sound file"),
    (b"\x1aE\xdf\xa3", "a film"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"(\xb5/\xfd", "a Zstandard file"),
    (b"SQLite format 3", "a SQLite database"),
    (OLE, "an old Office file"),
    (b"{\\rtf", "an RTF file"),
    (b"%!PS", "a PostScript file"),
    (b"PAR1", "a Parquet file"),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|main|div|p|h1|title|meta|table)\b", re.IGNORECASE)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)\b")
_HEADER = re.compile(
    rb"(?:(?:From|To|Subject|Date|Received|Return-Path|Message-ID|MIME-Version|Delivered-To|Reply-To|Cc|X-[\w-]+|"
    rb"DKIM-Signature|Content-Type|Content-Transfer-Encoding)\s*:[^\n]*\n(?:[ \t]+[^\n]*\n)*){2,}",
    re.IGNORECASE,
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def kind_of(head: bytes, name: str) -> Kind | str:
    """The kind of a file from its first bytes, or a phrase for what it is instead if it cannot be read."""
    suffix = PurePath(name.lower()).suffix
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(head, suffix)
    if head.startswith(b"\x1f\x8b"):
        return "warc" if ".warc" in name.lower() else "gzip"
    if head.startswith(b"WARC/"):
        return "warc"
    for magic, phrase in _REFUSED:
        if head.startswith(magic) and (len(magic) > 3 or _is_binary(head)):
            return phrase
    return _text_kind(head, suffix)


def _zip_kind(head: bytes, suffix: str) -> Kind | str:
    if suffix == ".docx" or b"word/document.xml" in head:
        return "docx"
    if suffix in {".xlsx", ".pptx", ".jar", ".apk", ".odt", ".epub"}:
        return f"a {suffix[1:]} file"
    return "zip"


def _text_kind(head: bytes, suffix: str) -> Kind | str:
    stripped = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or _looks_wide(head)
    if _is_binary(head) and not wide:
        return "a binary file of no known kind"
    if suffix == ".mbox" or (stripped.startswith(b"From ") and b"\nFrom:" in head):
        return "mbox"
    if _FEED.search(stripped[:2_000]) and stripped.startswith(b"<"):
        return "feed"
    if _is_html(stripped, suffix, head if wide else b""):
        return "html"
    if suffix == ".eml" or (suffix in {"", ".txt", ".msg"} and _is_mail(stripped)):
        return "mail"
    return "text"


def _is_html(stripped: bytes, suffix: str, wide: bytes) -> bool:
    if suffix in {".html", ".htm", ".xhtml", ".shtml", ".mhtml"} or (suffix in {".php", ".asp", ".aspx"}):
        return b"<" in stripped
    plain = wide.replace(b"\0", b"") if wide else stripped
    return plain.lstrip(b"\xff\xfe").startswith(b"<") and _HTML.search(plain[:4_096]) is not None


def _is_mail(stripped: bytes) -> bool:
    match = _HEADER.match(stripped.replace(b"\r\n", b"\n"))
    return match is not None and re.search(rb"(?im)^(?:from|message-id|received)\s*:", match.group()) is not None


def _is_binary(head: bytes) -> bool:
    return len(_CONTROL.findall(head)) * 50 > len(head)


def _looks_wide(head: bytes) -> bool:
    """UTF-16 without its mark: zeros in nearly every other byte, and always at the same side."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    return max(even, odd) * 5 > len(head) // 2 and min(even, odd) * 10 <= max(even, odd) and not _other_controls(head)


def _other_controls(head: bytes) -> bool:
    return len(re.findall(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]", head)) * 50 > len(head)
