"""Which addresses from documents may become links."""

from urllib.parse import urlsplit


def href(url: str | None) -> str | None:
    """The address if a page may link to it: http or https with a host and nothing unseen in it; else None."""
    if not url or any(character.isspace() or not character.isprintable() for character in url):
        return None
    try:
        parts = urlsplit(url)
        return url if parts.scheme in {"http", "https"} and parts.hostname else None
    except ValueError:
        return None
