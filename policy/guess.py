"""All the ways in which a listed name is found although it is not written as listed, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policy.disguised import Disguise, Disguised
from policy.figure import Figure
from policy.handle import Handles
from policy.index import FigureIndex
from policy.inflection import Inflections
from policy.lexicon import Lexicon
from policy.listing import Listing
from policy.mondegreen import Mondegreens
from policy.sounding import Sounding
from policy.view import View


class Guesses:
    """Disguised, heard, joined and inflected names."""

    def __init__(
        self, listing: Listing, lexicon: Lexicon, index: FigureIndex, ambiguous: Mapping[str, tuple[Figure, ...]]
    ) -> None:
        """Takes up the names.

        Args:
            listing: The listed people.
            lexicon: Names, common words and endings.
            index: Tells with which words listed names begin and end.
            ambiguous: Single words that need company, with whom they mean.
        """
        self._finders = (
            Disguised(listing, lexicon, dict(ambiguous)),
            Sounding(listing, lexicon),
            Handles(listing, lexicon),
            Mondegreens(listing, lexicon),
            Inflections(listing, lexicon, index, ambiguous),
        )

    def find(self, view: View) -> Iterator[Disguise]:
        """Every name that a reading of a text holds in disguise.

        Args:
            view: A reading of a text.
        """
        for finder in self._finders:
            yield from finder.find(view)
