"""Reproducing: the same frames on the same machine, or what is not the same; and never what is no longer allowed."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from typer.testing import CliRunner

from agent_tools.cli import app
from agent_tools.consent import ConsentService
from agent_tools.errors import BriefError, NotFound, StoreError, TextErased
from agent_tools.gate import open_gate
from agent_tools.marker import Marker
from agent_tools.reproduce import Reproducer
from agent_tools.schema import ClipView
from agent_tools.service import ClipService
from agent_tools.settings import Settings
from agent_tools.store import Store
from agent_tools.store.erasure_book import ErasureBook
from benchmarks.tamper import past_the_store
from generator.backend.stub import StubBackend
from generator.errors import RenderError
from tests.agent_tools.consent_double import REQUEST, granted
from tests.agent_tools.service_double import brief, left_in, prepare, raising, rows, stored

if TYPE_CHECKING:
    from generator.types import Backend, ModelInfo, RenderedShot
    from policy.types import Permit


class Changed:
    """The stub with other weights, which draw one pixel of one frame otherwise."""

    def __init__(self, at: int | None) -> None:
        self._stub = StubBackend()
        self._at = at

    @property
    def info(self) -> ModelInfo:
        info = self._stub.info
        return dataclasses.replace(info, weights_digest="sha256:other", library_versions={"numpy": "0.1"})

    def render(self, permit: Permit, shot: int, *, progress: Callable[[str, float], None]) -> RenderedShot:
        drawn = self._stub.render(permit, shot, progress=progress)

        def frames() -> Iterator[np.ndarray]:
            for i, frame in enumerate(drawn.frames):
                bent = frame.copy()
                if i == self._at:
                    bent[0, 0, 0] ^= 1
                yield bent

        return dataclasses.replace(drawn, frames=frames())


@pytest.fixture(autouse=True)
def prepared(settings: Settings) -> None:
    prepare(settings)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with Store.open(settings) as opened:
        yield opened


def clip(settings: Settings, request: str = "a red fox runs") -> ClipView:
    with ClipService.open(settings) as service:
        made = service.make(brief(request, requester="bob")).clip
    assert made is not None
    return made


def reproducer(
    store: Store, settings: Settings, backends: Callable[[str], Backend] | None = None, machine: str = ""
) -> Reproducer:
    plain = Reproducer(
        store=store,
        gate=open_gate(settings, store),
        backends=backends or (lambda _: StubBackend()),
        work_dir=settings.work_dir,
        marker=Marker(settings),
    )
    return dataclasses.replace(plain, machine=lambda: machine) if machine else plain


def test_the_same_machine_gives_the_same_frames(store: Store, settings: Settings) -> None:
    made = clip(settings)
    again = reproducer(store, settings).run(made.id)
    assert (again.identical, again.n_frames, again.differences) == (True, 4, ())
    assert again.decision.id != store.history(made.id).decision.id
    assert rows(settings, "SELECT status FROM render ORDER BY started_at") == [("done",), ("done",)]
    assert rows(settings, "SELECT count(*) FROM clip") == [(1,)]
    ((facts,),) = rows(settings, "SELECT facts FROM audit WHERE kind = 'clip.reproduced'")
    assert json.loads(str(facts))["same"] is True
    assert stored(settings) == [f"{made.sha256[7:]}.mp4"]
    assert left_in(settings.work_dir) == []


@pytest.mark.parametrize("at", [0, 2, 3])
def test_the_first_frame_that_differs_is_named_with_what_else_does(store: Store, settings: Settings, at: int) -> None:
    made = clip(settings)
    again = reproducer(store, settings, lambda _: Changed(at), machine="an abacus").run(made.id)
    assert (again.identical, again.first_different_frame) == (False, at)
    assert [each.what for each in again.differences] == ["weights", "machine", "library numpy"]
    assert {each.now for each in again.differences} == {"sha256:other", "an abacus", "0.1"}


def test_other_weights_with_the_same_frames_are_identical_and_told(store: Store, settings: Settings) -> None:
    again = reproducer(store, settings, lambda _: Changed(None)).run(clip(settings).id)
    assert again.identical
    assert [each.what for each in again.differences] == ["weights", "library numpy"]


def test_what_is_no_longer_allowed_is_not_rendered(store: Store, settings: Settings) -> None:
    with ConsentService.open(settings) as consents:
        consent_id = granted(consents).record.id
        made = clip(settings, REQUEST)
        consents.revoke(consent_id)
    again = reproducer(store, settings, raising(RenderError("must not be asked"))).run(made.id)
    assert not again.rendered
    assert not again.identical
    assert again.decision.permit is None
    assert rows(settings, "SELECT count(*) FROM render") == [(1,)]


def test_a_render_that_fails_is_a_fault_and_a_row(store: Store, settings: Settings) -> None:
    made = clip(settings)
    with pytest.raises(RenderError, match="it broke"):
        reproducer(store, settings, raising(RenderError("it broke"))).run(made.id)
    assert rows(settings, "SELECT status, error_code FROM render ORDER BY started_at DESC LIMIT 1") == [
        ("failed", "generator.render")
    ]


def test_what_cannot_be_compared_is_told(store: Store, settings: Settings) -> None:
    made = clip(settings)
    with pytest.raises(NotFound, match="no clip 'clip_none'"):
        reproducer(store, settings).run("clip_none")
    with past_the_store(settings.home / "reelwright.db") as connection:
        connection.execute("UPDATE decision SET input_digest = 'sha256:0'")
    with pytest.raises(StoreError, match="was altered after it was judged"):
        reproducer(store, settings).run(made.id)
    with past_the_store(settings.home / "reelwright.db") as connection:
        connection.execute("DELETE FROM clip_frames")
    with pytest.raises(BriefError, match="before digests of frames were stored"):
        reproducer(store, settings).run(made.id)


def test_what_was_erased_is_not_repeated(store: Store, settings: Settings) -> None:
    made = clip(settings)
    with ErasureBook.open(settings) as book:
        book.erase(book.of_clip(made.id), why="request")
    with pytest.raises(TextErased):
        reproducer(store, settings).run(made.id)


def test_the_command_says_identical(settings: Settings, tmp_path: Path) -> None:
    made = clip(settings)
    result = CliRunner().invoke(app, ["reproduce", made.id])
    assert (result.exit_code, result.stdout) == (0, f"identical: all 4 frames of clip {made.id} are the same\n")
    told = json.loads(CliRunner().invoke(app, ["reproduce", made.id, "--json"]).stdout)
    assert (told["identical"], told["n_frames"], told["differences"]) == (True, 4, [])
    assert CliRunner().invoke(app, ["reproduce", "clip_none"]).exit_code == 2
