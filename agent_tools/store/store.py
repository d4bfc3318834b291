"""Every request, what was made of it, what was decided and what came out, in one SQL database.

The store keeps and finds; it judges nothing, renders nothing and touches no clip file. All methods may be called from
any thread. Each writes in one transaction: all of its rows are there, or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from agent_tools.errors import StoreError
from agent_tools.schema import Brief, ClipView, Disclosure, Storyboard
from agent_tools.settings import Settings
from agent_tools.store import consent_query, mapping, query
from agent_tools.store.consent_table import WithdrawalRow
from agent_tools.store.engine import WRITING, connect, faults_named
from agent_tools.store.file import BUSY_TIMEOUT_S, database_file
from agent_tools.store.identifier import IdFactory, random_id
from agent_tools.store.migration import migrate
from agent_tools.store.table import (
    Base,
    BriefRow,
    ClipRow,
    ConversationRow,
    DecisionRow,
    DisclosureRow,
    RenderRow,
    StoryboardRow,
    TurnRow,
)
from agent_tools.store.view import DecisionView, History, Judged, RenderStatus, RenderView, RequestIds
from generator.errors import RenderCancelled
from generator.types import RenderReport
from policy.errors import ConsentGone
from policy.types import Code, Decision, Intent

N_ID_TRIES = 20


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Store:
    """The database of one installation. Open it with `Store.open`; close it, or use it as a context manager."""

    def __init__(self, engine: Engine, path: Path, *, new_id: IdFactory, clock: Callable[[], datetime]) -> None:
        self._reader = engine
        self._writer = engine.execution_options(**WRITING)
        self._path = path
        self._new_id = new_id
        self._clock = clock

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open the database of these settings, and make it and its folder when they are missing.

        Raises:
            StoreNewer: A newer version of the program wrote it.
            StoreLocked: Another process holds it.
            StoreError: It is damaged, unwritable, or not ours.
        """
        return cls.open_url(settings.database_url)

    @classmethod
    def open_url(
        cls,
        url: str,
        *,
        busy_timeout_s: float = BUSY_TIMEOUT_S,
        new_id: IdFactory = random_id,
        clock: Callable[[], datetime] = _utc_now,
    ) -> Self:
        """Open the database at `sqlite:///FILE`.

        Args:
            url: Where it is.
            busy_timeout_s: How long to wait for another writer before `StoreLocked`.
            new_id: Makes an id from a prefix; given in tests.
            clock: The aware UTC time of a row; given in tests.

        Raises:
            StoreNewer: A newer version of the program wrote it.
            StoreLocked: Another process holds it.
            StoreError: It is damaged, unwritable, or not ours.
        """
        path = database_file(url)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as exc:
            raise StoreError(f"folder {str(path.parent)!r} of the database cannot be made: {exc.strerror}") from exc
        engine = connect(path, busy_timeout_s)
        try:
            migrate(engine, path)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, path, new_id=new_id, clock=clock)

    def close(self) -> None:
        """Give the connections back. The store cannot be used in another thread meanwhile."""
        self._reader.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    # What was asked

    def begin_request(self, brief: Brief, conversation_id: str | None = None) -> RequestIds:
        """Write down a request before anything is made of it.

        The earlier turns that the brief brings along are stored once: those that the conversation has already are not
        repeated.

        Args:
            brief: The request.
            conversation_id: The conversation that it continues; None begins a new one.

        Returns:
            The ids of the conversation, of the turn that asks, and of the brief.

        Raises:
            NotFound: There is no such conversation.
            StoreError: The database failed.
        """
        with self._writing() as session:
            now = self._clock()
            if conversation_id is None:
                conversation_id = self._unused_id(session, "conv", ConversationRow)
                session.add(ConversationRow(id=conversation_id, created_at=now))
                session.flush()
            else:
                query.require(session, ConversationRow, conversation_id)
            turn_id = self._add_turns(session, conversation_id, brief, now)
            brief_id = self._unused_id(session, "brief", BriefRow)
            options = brief.model_dump(mode="json", exclude={"request"})
            session.add(BriefRow(id=brief_id, turn_id=turn_id, request=brief.request, options=options, created_at=now))
            return RequestIds(conversation_id=conversation_id, turn_id=turn_id, brief_id=brief_id)

    def _add_turns(self, session: Session, conversation_id: str, brief: Brief, now: datetime) -> str:
        stored = session.scalars(
            select(TurnRow.text).where(TurnRow.conversation_id == conversation_id).order_by(TurnRow.position)
        ).all()
        turn_id = ""
        for position, text in enumerate((*mapping.not_yet(stored, brief.turns), brief.request), start=len(stored)):
            turn_id = self._unused_id(session, "turn", TurnRow)
            session.add(
                TurnRow(id=turn_id, conversation_id=conversation_id, position=position, text=text, created_at=now)
            )
            session.flush()
        return turn_id

    def save_storyboard(self, brief_id: str, storyboard: Storyboard) -> str:
        """Write down what a planner made of a brief.

        Returns:
            The id of the storyboard.

        Raises:
            NotFound: There is no such brief.
            StoreError: The database failed.
        """
        with self._writing() as session:
            query.require(session, BriefRow, brief_id)
            storyboard_id = self._unused_id(session, "board", StoryboardRow)
            values = storyboard.model_dump(mode="json", exclude={"shots"})
            session.add(StoryboardRow(id=storyboard_id, brief_id=brief_id, created_at=self._clock(), **values))
            session.flush()
            session.add_all(mapping.shot_row(storyboard_id, i, shot) for i, shot in enumerate(storyboard.shots))
            return storyboard_id

    # What was decided

    def append(self, decision: Decision, intent: Intent) -> None:
        """Write down a decision with its findings and exactly what was judged: the gate's log.

        Raises:
            StoreError: The database failed, or has a decision with that id; what was decided must not be acted on.
        """
        with self._writing() as session:
            session.add(mapping.decision_row(decision, intent))
            session.flush()
            session.add_all(mapping.finding_rows(decision))
            session.add_all(mapping.consent_rows(decision))

    def recent_blocks(self, principal: str, *, before: datetime, limit: int) -> Sequence[datetime]:
        """When somebody's latest requests were blocked, newest first; waits do not count; `limit` is 1..1000."""
        with self._reading() as session:
            return query.recent_blocks(session, principal, before, limit)

    def judged(self, decision_id: str) -> Judged:
        """A decision with exactly what was judged.

        Raises:
            NotFound: There is no such decision.
        """
        with self._reading() as session:
            return query.judged(session, decision_id)

    def link_decision(self, decision_id: str, *, brief_id: str, storyboard_id: str | None = None) -> None:
        """Say which request a decision answers, once.

        Args:
            decision_id: The decision.
            brief_id: The request.
            storyboard_id: What was judged; None when only the words were.

        Raises:
            NotFound: One of the three is not there.
            StoreError: The decision answers another request, or the storyboard belongs to another brief.
        """
        with self._writing() as session:
            decision = query.require(session, DecisionRow, decision_id)
            query.require(session, BriefRow, brief_id)
            if storyboard_id is not None:
                board = query.require(session, StoryboardRow, storyboard_id)
                if board.brief_id != brief_id:
                    raise StoreError(f"storyboard {storyboard_id!r} belongs to {board.brief_id!r}, not {brief_id!r}")
            before, after = (decision.brief_id, decision.storyboard_id), (brief_id, storyboard_id)
            if any(old not in (None, new) for old, new in zip(before, after, strict=True)):
                raise StoreError(f"decision {decision_id!r} is linked to {before!r} already, not to {after!r}")
            decision.brief_id, decision.storyboard_id = after

    def decisions(self, limit: int = 50) -> tuple[DecisionView, ...]:
        """The latest decisions with their findings, newest first; `limit` is 1..1000."""
        with self._reading() as session:
            return query.decisions(session, limit)

    # What was rendered

    def start_render(self, decision_id: str, *, model_id: str, seeds: Sequence[int]) -> str:
        """Write down that a render begins. Without a decision that allowed a stored storyboard there is none.

        Args:
            decision_id: The decision, linked to its storyboard.
            model_id: What will render.
            seeds: The seed of each shot.

        Returns:
            The id of the render.

        Raises:
            NotFound: There is no such decision.
            ConsentGone: A consent that the decision rests on was revoked.
            StoreError: The decision allowed nothing, or is linked to no storyboard.
        """
        with self._writing() as session:
            decision = query.require(session, DecisionRow, decision_id)
            if (consent_id := consent_query.revoked(session, decision_id)) is not None:
                raise _gone(f"consent {consent_id!r} was revoked before the render of decision {decision_id!r}")
            if decision.storyboard_id is None:
                raise StoreError(f"decision {decision_id!r} is linked to no storyboard, so nothing can be rendered")
            render_id = self._unused_id(session, "rend", RenderRow)
            session.add(
                RenderRow(
                    id=render_id,
                    decision_id=decision_id,
                    storyboard_id=decision.storyboard_id,
                    verdict=decision.verdict,
                    status=RenderStatus.RUNNING.value,
                    model_id=model_id,
                    seeds=list(seeds),
                    started_at=self._clock(),
                    library_versions={},
                    timings_s={},
                    notes=[],
                )
            )
            return render_id

    def finish_render(self, render_id: str, report: RenderReport, disclosure: Disclosure) -> ClipView:
        """Write down a finished render, its clip and what must be said with it, in one transaction.

        Args:
            render_id: A running render.
            report: What the generator knows of it.
            disclosure: What must be said with the clip.

        Returns:
            The clip under its new id.

        Raises:
            NotFound: There is no such render.
            ConsentGone: It was stopped, because a consent that it rests on was revoked.
            StoreError: It is not running, or the database failed.
        """
        with self._writing() as session:
            mapping.finish(_running(session, render_id), report)
            clip_id = self._unused_id(session, "clip", ClipRow)
            clip = mapping.clip_row(clip_id, render_id, report, self._clock())
            session.add(clip)
            session.flush()
            values = disclosure.model_dump(
                mode="json", include={"ai_generated", "label_text", "sentence", "declared_fictional"}
            )
            session.add(DisclosureRow(clip_id=clip_id, **values))
            return mapping.clip_view(clip)

    def fail_render(self, render_id: str, code: str, message: str) -> None:
        """Write down that a render ended without a clip.

        Args:
            render_id: A running render.
            code: The stable code of the fault; that of `RenderCancelled`, or the reason of a consent that no longer
                holds, makes it cancelled instead of failed.
            message: What happened.

        Raises:
            NotFound: There is no such render.
            StoreError: It is not running, or the database failed.
        """
        with self._writing() as session:
            render = _running(session, render_id)
            cancelled = code == RenderCancelled.code or code.startswith("consent.")
            render.status = (RenderStatus.CANCELLED if cancelled else RenderStatus.FAILED).value
            render.error_code, render.error_message, render.finished_at = code, message, self._clock()

    def get_render(self, render_id: str) -> RenderView:
        """The render as it stands.

        Raises:
            NotFound: There is no such render.
        """
        with self._reading() as session:
            return mapping.render_view(query.require(session, RenderRow, render_id))

    def drew_without_faces(self, layers_sha256: str) -> bool:
        """Whether a finished render of this store stored these layers, and nothing that it was given shows a face.

        Args:
            layers_sha256: `sha256:...` of the file of layers.
        """
        with self._reading() as session:
            return query.drew_without_faces(session, layers_sha256)

    # What came out

    def get_clip(self, clip_id: str) -> ClipView:
        """The clip with this id.

        Raises:
            NotFound: There is no such clip.
        """
        with self._reading() as session:
            return mapping.clip_view(query.require(session, ClipRow, clip_id), session.get(WithdrawalRow, clip_id))

    def list_clips(self, limit: int = 50) -> tuple[ClipView, ...]:
        """The latest clips, newest first; `limit` is 1..1000."""
        with self._reading() as session:
            return query.clips(session, limit)

    def history(self, clip_id: str) -> History:
        """A clip and everything it came from, back to what the person asked, in one SQL query.

        Raises:
            NotFound: There is no such clip.
        """
        with self._reading() as session:
            return query.history(session, clip_id)

    # Inside

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with faults_named(self._path), Session(self._writer) as session, session.begin():
            yield session

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with faults_named(self._path), Session(self._reader) as session:
            try:
                yield session
            except ValueError as exc:
                raise StoreError(f"database {str(self._path)!r} holds a value that cannot be read: {exc}") from exc

    def _unused_id(self, session: Session, prefix: str, table: type[Base]) -> str:
        # The write lock is held, so an id that is free now is free until the commit.
        for _ in range(N_ID_TRIES):
            candidate = self._new_id(prefix)
            if session.get(table, candidate) is None:
                return candidate
        raise StoreError(f"no unused id under prefix {prefix!r} in {N_ID_TRIES} tries")


def _running(session: Session, render_id: str) -> RenderRow:
    render = query.require(session, RenderRow, render_id)
    if render.status == RenderStatus.CANCELLED.value and render.error_code == Code.CONSENT_REVOKED.value:
        raise _gone(f"render {render_id!r} was stopped: {render.error_message}")
    if render.status != RenderStatus.RUNNING.value:
        raise StoreError(f"render {render_id!r} is {render.status!r}; only a running one can end")
    return render


def _gone(message: str) -> ConsentGone:
    return ConsentGone(message, reason=Code.CONSENT_REVOKED)
