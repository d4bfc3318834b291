"""The style of an artist who lives or died recently: a question, with neutral words for the look to take instead."""

from __future__ import annotations

from collections.abc import Iterator

from policy.detector import finding
from policy.document import Document, Screen
from policy.style import StyleMentions
from policy.types import Code, Finding, Verdict

_WHY = "The style of an artist who died less than 100 years ago, or lives, is asked for."


class ArtistStyle:
    """Finds artists of our time who are named as a style; those dead for 100 years are free."""

    name = "artist_style"

    def __init__(self, styles: StyleMentions, screen: Screen) -> None:
        """Makes the detector.

        Args:
            styles: Finds who is named as a style.
            screen: Tells text to be shown from what the picture should look like.
        """
        self._styles = styles
        self._screen = screen

    def find(self, document: Document) -> Iterator[Finding]:
        """One finding for each artist."""
        for mention in self._styles.find(document):
            if mention.free(document.today.year) or self._screen.shows(document, mention.field, mention.span):
                continue
            instead = f"Take neutral words for the look instead, for example: {mention.words}." if mention.words else ""
            yield finding(self, Code.LIVING_ARTIST, Verdict.ASK, mention.field, mention.span, why=_WHY, instead=instead)
