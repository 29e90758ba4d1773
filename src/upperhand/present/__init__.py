"""The dossier: all that a ledger holds on one entity, as a page, as Markdown, as JSON or in a terminal."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from upperhand.present.dossier import build_dossier
    from upperhand.present.html import render_html
    from upperhand.present.json import render_json
    from upperhand.present.markdown import render_markdown
    from upperhand.present.terminal import render_terminal
    from upperhand.present.types import Dossier, ExposurePoint, Formula, JoinedFact

_HOMES = {
    "build_dossier": "dossier",
    "render_html": "html",
    "render_json": "json",
    "render_markdown": "markdown",
    "render_terminal": "terminal",
    "Dossier": "types",
    "ExposurePoint": "types",
    "Formula": "types",
    "JoinedFact": "types",
}
__all__ = [
    "Dossier",
    "ExposurePoint",
    "Formula",
    "JoinedFact",
    "build_dossier",
    "render_html",
    "render_json",
    "render_markdown",
    "render_terminal",
]


def __getattr__(name: str) -> Any:
    """Each renderer is loaded when it is first asked for, so that one does not wait for the libraries of another."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
