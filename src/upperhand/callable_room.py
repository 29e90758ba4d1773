"""Lets `upperhand.read` and `upperhand.extract` be both the room and the function of that name.

Importing a submodule binds it in its package, over any function of the same name; so the room itself can be called.
"""

import sys
from types import ModuleType
from typing import Any


class CallableRoom(ModuleType):
    """A package that passes a call on to its function of the same name."""

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Call the function that the room is named after."""
        return getattr(self, self.__name__.rpartition(".")[2])(*args, **options)


def make_callable(name: str) -> None:
    """Make the package of this full name callable."""
    sys.modules[name].__class__ = CallableRoom
