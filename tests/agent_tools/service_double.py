"""What the tests of the service and its surfaces share: quick requests, and doubles that fail where they are told."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from agent_tools.errors import StoreError
from agent_tools.schema import Brief, ClipView, Disclosure, ToolReply
from agent_tools.settings import Settings
from agent_tools.store import Store
from generator.backend.stub import StubBackend
from generator.types import RenderReport

if TYPE_CHECKING:
    from generator.types import Backend, ModelInfo, RenderedShot
    from policy.types import Permit

FOX = "a red fox runs across a snowy field"


def brief(request: str = FOX, **options: object) -> Brief:
    """A request that renders in a moment."""
    small = {"model": "stub", "duration_s": 1.0, "fps": 4, "width_px": 64, "height_px": 64}
    return Brief.model_validate({"request": request, **small, **options})


class Raising:
    """A backend that raises instead of drawing."""

    def __init__(self, fault: BaseException) -> None:
        self._fault = fault

    @property
    def info(self) -> ModelInfo:
        return StubBackend().info

    def render(self, permit: Permit, shot: int, *, progress: Callable[[str, float], None]) -> RenderedShot:
        raise self._fault


def raising(fault: BaseException) -> Callable[[str], Backend]:
    return lambda _model: Raising(fault)


class UnwritableStore(Store):
    """A store whose disk is full when a clip's rows are to be written."""

    def finish_render(self, render_id: str, report: RenderReport, disclosure: Disclosure) -> ClipView:
        raise StoreError("the database cannot grow: no space is left on its disk")


class InterruptedStore(Store):
    """A store that is interrupted just after a clip's rows are written."""

    def finish_render(self, render_id: str, report: RenderReport, disclosure: Disclosure) -> ClipView:
        super().finish_render(render_id, report, disclosure)
        raise KeyboardInterrupt


class MuteStore(Store):
    """A store that cannot write down the end of a render."""

    def fail_render(self, render_id: str, code: str, message: str) -> None:
        raise StoreError("the database is gone")


@cache
def _empty_database() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        Store.open_url(f"sqlite:///{path}").close()
        return path.read_bytes()


def prepare(settings: Settings) -> None:
    """Put an empty database into the home, because making one anew takes longer than most tests."""
    settings.home.mkdir(mode=0o700)
    (settings.home / "reelwright.db").write_bytes(_empty_database())


def rows(settings: Settings, sql: str) -> Sequence[tuple[object, ...]]:
    """What another program finds in the database."""
    with closing(sqlite3.connect(settings.home / "reelwright.db")) as connection:
        return connection.execute(sql).fetchall()


def as_kept(reply: ToolReply) -> ToolReply:
    """A reply without what is told only when a clip is handed over for the first time."""
    assert reply.disclosure is not None
    told = reply.disclosure.model_copy(update={"shown_to": "", "shown_at": None, "contains_person": False})
    return reply.model_copy(update={"disclosure": told})


def left_in(folder: Path) -> list[str]:
    """The names of everything in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []
