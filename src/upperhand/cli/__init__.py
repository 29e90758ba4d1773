"""The command line: one command a job, thin over the library."""

from upperhand.cli import assess, care, exposure, formulas, lists, look, mentions, road, screening, serve  # noqa: F401  (each registers its commands)
from upperhand.cli.app import main

__all__ = ["main"]
