"""What XML 1.0 can carry."""

import re

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """The text with a replacement character for each that XML 1.0 forbids."""
    return _UNPRINTABLE.sub("\ufffd", text)
