"""Putting one fault into the service of this process: a named attribute is replaced, and every use of it is counted.

A fault that finds no target is an error and never a result. Of a class the attribute must stand in the class itself, so
that a fault cannot sit on a name that nobody uses any more.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Make = Callable[[Any], Any]
"""From the original to what stands in its place."""


class NotInstalled(Exception):
    """The target of a fault is not there: it was renamed or moved, and the fault must follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault.

    Attributes:
        name: What it is called, with hyphens.
        what: What is wrong then, in one sentence.
        target: `module:name` or `module:Class.name` of what is replaced.
        make: Makes the replacement.
    """

    name: str
    what: str
    target: str
    make: Make


@dataclass
class Installed:
    """A fault in place.

    Attributes:
        fault: Which.
        n_used: How often the replacement was used.
    """

    fault: Fault
    n_used: int = 0
    _undo: list[Callable[[], None]] = field(default_factory=list)

    def remove(self) -> None:
        """Put the original back."""
        for undo in reversed(self._undo):
            undo()


def install(fault: Fault) -> Installed:
    """Put a fault into this process.

    Args:
        fault: The fault.

    Raises:
        NotInstalled: Its target is not there.
    """
    module_name, _, path = fault.target.partition(":")
    *around, name = path.split(".")
    try:
        owner: Any = functools.reduce(getattr, around, importlib.import_module(module_name))
        original = vars(owner)[name]
    except (ImportError, AttributeError, KeyError, TypeError) as exc:
        raise NotInstalled(f"fault {fault.name!r}: there is no {fault.target!r} to be replaced ({exc})") from exc
    done = Installed(fault)
    setattr(owner, name, _counted(original, fault.make, done))
    done._undo.append(lambda: setattr(owner, name, original))
    return done


def _counted(original: Any, make: Make, done: Installed) -> Any:
    """The replacement, as the same kind of attribute, counting its uses."""
    if isinstance(original, property):
        return property(_counting(make(original.fget), done))
    if isinstance(original, (classmethod, staticmethod)):
        return type(original)(_counting(make(original.__func__), done))
    return _counting(make(original), done)


def _counting(replacement: Callable[..., Any], done: Installed) -> Callable[..., Any]:
    @functools.wraps(replacement)
    def counted(*args: Any, **options: Any) -> Any:
        done.n_used += 1
        return replacement(*args, **options)

    return counted
