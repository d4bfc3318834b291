"""Names of unknown people in scripts that put no spaces between words: Chinese, Japanese and Korean.

A surname of the table and a given name of the table beside it are a name; in Chinese, where nearly every character may
stand in a given name, only where the words around could be a sentence about a person. Words that begin like a surname
("高山", "王国") are a list of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from policy.errors import PolicyDataError
from policy.table import read_object, shipped, words
from policy.view import View

NATIVE_NAMES = "native_name.json"

_HAN = re.compile("[\u4e00-\u9fff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_LANGUAGES = {
    "zh": ("surnames", "given", "not", "after", "titles"),
    "ja": ("surnames", "given", "titles"),
    "ko": ("surnames", "given", "after"),
}
_BEFORE_ZH = "让讓给給把将將请請叫看和与與跟名个個位为為的是有 "
"""What may stand before a Chinese name in the middle of a sentence."""


class NativeNames:
    """Finds names in texts without spaces."""

    def __init__(self, tables: dict[str, dict[str, tuple[str, ...]]]) -> None:
        """Makes the finder; expressions are compiled when the first such text comes.

        Args:
            tables: For `zh`, `ja` and `ko` the surnames, the given names and the words around.
        """
        self._tables = tables

    def find(self, view: View) -> Iterator[tuple[int, int]]:
        """The half-open span in the original of each name in a view.

        Args:
            view: A reading of a text.
        """
        text = view.normalised.text
        if text.isascii():
            return
        expressions = [self._japanese, self._chinese] if _HAN.search(text) else []
        if _HANGUL.search(text):
            expressions.append(self._korean)
        for expression in expressions:
            for match in expression.finditer(text):
                yield view.normalised.span(match.start("name"), match.end("name"))

    @cached_property
    def _chinese(self) -> re.Pattern[str]:
        table = self._tables["zh"]
        surname, veto, title = _any(table["surnames"]), _any(table["not"]), _any(table["titles"])
        given, after = f"[{''.join(table['given'])}]", _any(table["after"])
        return re.compile(
            f"(?:^|(?<=[{_BEFORE_ZH}]))(?!{veto})(?P<name>{surname}(?:{given}{{1,2}}(?={after}|$)|{title}))"
        )

    @cached_property
    def _japanese(self) -> re.Pattern[str]:
        table = self._tables["ja"]
        surname, given, title = _any(table["surnames"]), _any(table["given"]), _any(table["titles"])
        return re.compile(f"(?P<name>{surname} ?(?:{given}(?![\u4e00-\u9fff])|{title}))")

    @cached_property
    def _korean(self) -> re.Pattern[str]:
        table = self._tables["ko"]
        surname, given, after = _any(table["surnames"]), _any(table["given"]), _any(table["after"])
        return re.compile(rf"(?<!\S)(?P<name>{surname}{given})(?={after}(?!\S)| |$)")


def load_native_names() -> NativeNames:
    """The shipped tables.

    Raises:
        PolicyDataError: The file is missing, cut short or malformed.
    """
    return native_names(read_object(shipped(NATIVE_NAMES)))


def native_names(raw: dict[str, Any]) -> NativeNames:
    """Native names from their tables.

    Args:
        raw: For each language its lists; a line of a list holds several entries.

    Raises:
        PolicyDataError: A list is missing, unknown or empty.
    """
    place = f"policy data file {NATIVE_NAMES!r}"
    shape = {language: tuple(lists) if isinstance(lists, dict) else () for language, lists in raw.items()}
    if shape != _LANGUAGES:
        raise PolicyDataError(f"{place} holds {shape!r}, must hold {_LANGUAGES!r}")
    tables = {
        language: {
            name: tuple(entry for line in words(lines, f"{place}: {name!r} of {language!r}") for entry in line.split())
            for name, lines in lists.items()
        }
        for language, lists in raw.items()
    }
    return NativeNames(tables)


def _any(entries: tuple[str, ...]) -> str:
    return "(?:" + "|".join(re.escape(entry) for entry in sorted(entries, key=len, reverse=True)) + ")"
