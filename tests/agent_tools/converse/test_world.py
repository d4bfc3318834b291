"""The service under test of a scenario: its own home and clock, and what can be done to it."""

from __future__ import annotations

import errno
import socket
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent_tools.converse.clock import SceneClock
from agent_tools.converse.fault import WorldError
from agent_tools.converse.format import Generator
from agent_tools.converse.generator import Mode
from agent_tools.converse.runner import Stage
from agent_tools.converse.watched import reduced, reduction
from agent_tools.converse.world import World, WorldOptions
from agent_tools.job.view import Caller, JobState, JobView
from agent_tools.schema import Brief
from tests.agent_tools.converse.conversation_double import FOX
from tests.conftest import Sample


def asked(world: World, request: str = FOX) -> str:
    job = world.desk.submit(Brief(request=request))
    world.settle()
    return job.id


def seen(world: World, job_id: str) -> JobView:
    return world.desk.get(job_id, Caller())


def test_a_clip_is_made_by_the_shipped_service(world: World) -> None:
    job = seen(world, asked(world))
    assert job.state is JobState.COMPLETED
    assert job.reply is not None
    assert job.reply.clip is not None
    assert Path(job.reply.clip.path).is_relative_to(world.settings.home)
    assert [call.tool for call in world.log.calls] == ["clip_create", "clip_get"]


def test_two_worlds_know_nothing_of_each_other(stage: Stage, world: World) -> None:
    asked(world)
    with World(stage.homes.home(), WorldOptions()) as other:
        assert other.desk.jobs() == ()
        assert other.settings.home != world.settings.home


def test_a_world_that_was_closed_leaves_nothing(stage: Stage) -> None:
    before = set(threading.enumerate())
    with World(stage.homes.home(), WorldOptions()) as world:
        asked(world)
        home = world.settings.home
    assert not home.exists()
    assert set(threading.enumerate()) <= before


def test_the_clock_of_a_world_is_the_one_of_its_rows(stage: Stage) -> None:
    start = datetime(2031, 5, 1, 12, tzinfo=UTC)
    with World(stage.homes.home(), WorldOptions(clock=SceneClock(start))) as world:
        job_id = asked(world)
        world.pass_time(3600)
        later = asked(world, "a blue boat")
        assert timedelta() <= seen(world, job_id).created_at - start < timedelta(hours=1)
        assert seen(world, later).created_at - start >= timedelta(hours=1)


def test_time_does_not_go_back() -> None:
    with pytest.raises(ValueError, match=r"-1, must be 0 or more"):
        SceneClock().move(-1)


def test_a_held_render_stands_still_until_it_is_let_go(world: World) -> None:
    world.turnstile.set(Mode.HOLD)
    job_id = asked(world)
    assert seen(world, job_id).state is JobState.RUNNING
    assert world.patience_s == 0
    world.turnstile.set(Mode.GO)
    world.settle()
    assert seen(world, job_id).state is JobState.COMPLETED


def test_a_held_render_can_be_cancelled(world: World) -> None:
    world.turnstile.set(Mode.HOLD)
    job_id = asked(world)
    world.desk.cancel(job_id)
    world.settle()
    assert seen(world, job_id).state is JobState.CANCELLED


def test_a_worker_that_dies_is_replaced_and_the_clip_is_made_once(world: World) -> None:
    world.kill_worker()
    job = seen(world, asked(world))
    assert (job.state, job.attempts) == (JobState.COMPLETED, 2)
    assert world.ask("SELECT count(*) FROM clip") == [(1,)]


def test_a_restart_keeps_the_desk_and_what_was_asked_for(world: World) -> None:
    world.turnstile.set(Mode.HOLD)
    job_id = asked(world)
    desk = world.desk
    world.restart()
    world.settle()
    assert world.desk is desk
    assert seen(world, job_id).state is JobState.COMPLETED


def test_nothing_is_done_while_nobody_works(world: World) -> None:
    world.desk.stop_worker()
    assert seen(world, asked(world)).state is JobState.QUEUED
    assert world.stands_still


def test_what_does_not_settle_in_time_is_said(world: World) -> None:
    world.desk.submit(Brief(request=FOX))
    with pytest.raises(WorldError, match=r"job 'job_\w+' still goes on after 0 s"):
        world.settle(timeout_s=0.0)


def test_a_board_is_reduced_without_becoming_longer(sample: Sample) -> None:
    board = sample.storyboard()
    small = reduced(board)
    scale, pace = reduction(small.notes)
    assert (small.width_px * scale, small.height_px * scale) == (board.width_px, board.height_px)
    assert small.fps * pace == board.fps
    assert reduction(board.notes) == (1, 1)
    for shot in board.shots:
        assert abs(round(shot.duration_s * small.fps) / small.fps - shot.duration_s) <= 0.021


def test_a_board_that_is_small_already_stays_as_it_is(sample: Sample) -> None:
    board = sample.storyboard().model_copy(update={"width_px": 128, "height_px": 128})
    assert reduced(board) is board


def test_a_broken_model_fails_the_job_and_not_the_world(world: World) -> None:
    world.turnstile.set(Mode.FAIL)
    job = seen(world, asked(world))
    assert job.reply is not None
    assert (job.state, job.reply.error_code) == (JobState.FAILED, "generator.render")


def test_flipbook_draws_in_full_size(stage: Stage) -> None:
    with World(stage.homes.home(), WorldOptions(generator=Generator.FLIPBOOK)) as world:
        world.desk.stop_worker()
        job = world.desk.submit(Brief(request=FOX))
        assert world.desk.planning.step()
        board = seen(world, job.id).storyboard
        assert board is not None
        assert (board.width_px, board.fps) == (512, 24)


def test_the_environment_of_whoever_runs_the_tests_is_not_touched(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REELWRIGHT_BLOBS_URL", str(tmp_path / "mine"))
    with Stage.open() as other, World(other.homes.home(), WorldOptions()) as world:
        asked(world)
    assert not (tmp_path / "mine").exists()


def test_a_world_is_served_with_a_key_and_over_a_restart(world: World) -> None:
    pytest.importorskip("uvicorn")
    from urllib.error import HTTPError
    from urllib.request import ProxyHandler, build_opener

    opener = build_opener(ProxyHandler({}))
    url = world.serve()
    for _ in range(2):
        with pytest.raises(HTTPError, match="401") as refused:
            opener.open(f"{url}/v1/clips", timeout=120)
        refused.value.close()
        world.restart()
    assert world.serve() == url


def test_nobody_else_gets_the_port_of_a_service_that_is_restarted(world: World) -> None:
    pytest.importorskip("uvicorn")
    from agent_tools.converse.loopback import Loopback

    loopback = Loopback(world.desk, world.settings)
    loopback.open()
    url, place = loopback.url, ("127.0.0.1", int(loopback.url.rpartition(":")[2]))
    try:
        loopback.pause()
        with pytest.raises(OSError, match="in use"):
            socket.create_server(place)
        loopback.open()
        assert loopback.url == url
    finally:
        loopback.close()


def test_no_free_port_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("uvicorn")
    from agent_tools.converse.loopback import Loopback

    def none_left(*_given: object) -> socket.socket:
        raise OSError(errno.EADDRINUSE, "Address already in use")

    monkeypatch.setattr(socket, "create_server", none_left)
    with pytest.raises(WorldError, match=r"no port of 127\.0\.0\.1 can be taken: Address already in use"):
        Loopback(world.desk, world.settings).open()


def test_an_unknown_consent_cannot_be_revoked(world: World) -> None:
    from agent_tools.converse.event import Event
    from agent_tools.converse.happening import Scene, happen

    with pytest.raises(WorldError, match="'dana' was not granted; there are: none"):
        happen(Event(revoke="dana"), Scene(world), Caller())
