"""What else could look for names in the same texts: Presidio where it is installed, and a plain scan of the same list.

A scanner here is a function from a text to how many people it sees. The plain scan is the floor: it knows no typos, no
tricks and no context, so that nothing which reads the list can be much faster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution

import ahocorasick

from policy.figure import load_entries
from policy.prepare import PEOPLE
from policy.table import shipped

Scanner = Callable[[str], int]

PRESIDIO_MODELS = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm")
"""Language models that Presidio can find English names with, the one it takes by itself first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presidio:
    """Presidio, ready to scan.

    Attributes:
        model: Its language model.
        scan: The scanner.
    """

    model: str
    scan: Scanner


def presidio() -> Presidio | str:
    """Presidio's finder of persons, or one sentence that says why it cannot run here. Downloads nothing."""
    if not _installed("presidio-analyzer"):
        return "Presidio is not installed (pip install presidio-analyzer, and one of its language models)."
    installed = [name for name in PRESIDIO_MODELS if _installed(name)]
    if not installed:
        models = ", ".join(PRESIDIO_MODELS)
        return f"Presidio is installed, but none of {models} is; it would download one, which a measurement must not."
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    settings = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": installed[0]}]}
    language = NlpEngineProvider(nlp_configuration=settings).create_engine()
    engine = AnalyzerEngine(nlp_engine=language, supported_languages=["en"])
    return Presidio(
        model=installed[0],
        scan=lambda text: len(engine.analyze(text=text, language="en", entities=["PERSON"])),
    )


def _installed(package: str) -> bool:
    try:
        distribution(package)
    except PackageNotFoundError:
        return False
    return True


def shipped_names() -> list[str]:
    """Every name and alias of the shipped list, as written.

    Raises:
        PolicyDataError: The list cannot be read.
    """
    return [name for entry in load_entries(shipped(PEOPLE)) for name in (entry.figure.name, *entry.aliases)]


def plain_scan(names: Iterable[str]) -> Scanner:
    """One Aho-Corasick pass (Aho and Corasick 1975) over the casefolded text that counts whole names.

    Args:
        names: What to look for, at least one.

    Raises:
        ValueError: There is no name.
    """
    automaton = ahocorasick.Automaton()
    for name in names:
        automaton.add_word(name.casefold(), len(name.casefold()))
    if not len(automaton):
        raise ValueError("names are empty, must be at least one")
    automaton.make_automaton()

    def scan(text: str) -> int:
        folded = text.casefold()
        return sum(_whole(folded, last - length + 1, last + 1) for last, length in automaton.iter(folded))

    return scan


def _whole(text: str, start: int, end: int) -> bool:
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    after = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    return not before and not after
