"""What the routes of one server share: the desk, the consents, the keys, and what is open in this process."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Self

from fastapi import Depends, Request

from agent_tools.consent import ConsentService
from agent_tools.http.key import ApiKeys
from agent_tools.http.metric import Metrics
from agent_tools.http.option import HttpOptions
from agent_tools.http.shelf import VideoShelf
from agent_tools.http.signature import Links
from agent_tools.settings import Settings

if TYPE_CHECKING:
    from agent_tools.job.desk import JobDesk


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Everything behind the routes. The desk belongs to whoever made it; the rest is closed here.

    Attributes:
        desk: Makes and finds clips.
        settings: Where things are kept.
        options: The limits.
        keys: Who may ask.
        links: Signs URLs of content.
        shelf: Which videos were deleted.
        consents: The consents, for their owners.
        metrics: What is counted.
        watching: One mark for each event stream that is open.
        closing: Set when the server is to end, so that event streams do.
    """

    desk: JobDesk
    settings: Settings
    options: HttpOptions
    keys: ApiKeys
    links: Links
    shelf: VideoShelf
    consents: ConsentService
    metrics: Metrics
    watching: set[object]
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    def open(cls, desk: JobDesk, settings: Settings, options: HttpOptions) -> Self:
        """Open what the routes need beside the desk.

        Raises:
            KeyFileError: A key file is damaged or open to others.
            StoreError: The database cannot be opened.
        """
        watching: set[object] = set()
        metrics = Metrics()
        metrics.watchers.set_function(lambda: len(watching))
        return cls(
            desk=desk,
            settings=settings,
            options=options,
            keys=ApiKeys.open(settings),
            links=Links.open(settings.link_key_path),
            shelf=VideoShelf.open(settings),
            consents=ConsentService.open(settings),
            metrics=metrics,
            watching=watching,
        )

    def close(self) -> None:
        """Let go of the database."""
        self.keys.close()
        self.shelf.close()
        self.consents.close()


def _served(request: Request) -> Served:
    served: Served = request.app.state.served
    return served


Here = Annotated[Served, Depends(_served)]
"""What the routes share."""
