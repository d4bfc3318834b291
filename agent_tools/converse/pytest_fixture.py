"""Fixtures for tests that are no functions. The one file that uses what pytest does not promise to keep.

It does exactly what pytest's own doctest items do (`_pytest.doctest.DoctestItem`), which no release can break without
breaking those. Nothing else of the plugin touches a name with an underscore.
"""

from __future__ import annotations

from typing import Any, cast

import pytest
from _pytest.fixtures import TopRequest


class WithFixtures(pytest.Item):
    """A test that can ask for fixtures, autouse ones of other plugins included."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401  # what pytest's own constructor takes
        super().__init__(**given)
        self.obj = None
        manager = self.session._fixturemanager
        self._fixtureinfo = manager.getfixtureinfo(node=self, func=None, cls=None)
        self.fixturenames = self._fixtureinfo.names_closure
        self.funcargs: dict[str, object] = {}
        self._request = TopRequest(cast("Any", self), _ispytest=True)

    def setup(self) -> None:
        """Set the fixtures up that are used without being asked for."""
        self._request._fillfixtures()

    def fixture(self, name: str) -> object:
        """The value of a fixture.

        Args:
            name: The fixture.
        """
        return self._request.getfixturevalue(name)
