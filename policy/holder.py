"""Whether somebody who is named only by an office, a work or a feat is still protected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from policy.figure import YEARS_AFTER_DEATH
from policy.listing import Listing
from policy.normalise import plain_words


class Holders:
    """Looks up people by name; who is not listed counts as protected."""

    def __init__(self, listing: Listing, long_dead: Mapping[str, int]) -> None:
        """Makes the look-up.

        Args:
            listing: The listed people.
            long_dead: The year of death of others, by name.
        """
        self._listing = listing
        self._long_dead = long_dead

    def protected(self, names: Iterable[str], today: date) -> bool:
        """Whether at least one of these people is alive, of unknown death, or dead for less than 100 years.

        Args:
            names: The names as they are written in the data.
            today: The day of the decision.
        """
        return any(self._is_protected(name, today) for name in names)

    def _is_protected(self, name: str, today: date) -> bool:
        if name in self._long_dead:
            return today.year <= self._long_dead[name] + YEARS_AFTER_DEATH
        bearers = self._listing.bearers(" ".join(plain_words(name)))
        return not bearers or any(figure.protected(today) for figure in bearers)
