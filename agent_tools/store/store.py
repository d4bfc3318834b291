"""Every request, what was made of it, what was decided and what came out, in one SQL database.

The store keeps and finds; it judges nothing, renders nothing and touches no clip file. All methods may be called from
any thread. Each writes in one transaction, with a link of the audit chain: all of its rows are there, or none.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from agent_tools.errors import StoreError
from agent_tools.schema import Brief, ClipView, Disclosure, Storyboard
from agent_tools.store import blocklist, consent_query, job_delivery, lineage, mapping, query, statement, text
from agent_tools.store.consent_table import DecisionConsentRow
from agent_tools.store.finder import MAX_WATERMARK_ID, Finder
from agent_tools.store.identifier import N_TRIES
from agent_tools.store.job_view import JobLease
from agent_tools.store.prepared import holding
from agent_tools.store.record import consent_values, decision_facts, decision_values, finding_values
from agent_tools.store.table import (
    BriefRow,
    ClipFramesRow,
    ClipManifestRow,
    ClipRow,
    ConversationRow,
    DecisionRow,
    DisclosureRow,
    FindingRow,
    RenderInputRow,
    RenderRow,
    ShotRow,
    StoryboardRow,
    TurnRow,
)
from agent_tools.store.transaction import Transaction
from agent_tools.store.view import Marks, RenderStatus, RequestIds
from agent_tools.worker import this_machine, this_worker
from generator.errors import RenderCancelled
from generator.types import RenderReport
from policy.errors import ConsentGone
from policy.types import Code, Decision, Intent

NO_MARKS = Marks()


def _nothing() -> None:
    return


class Store(Finder):
    """The database of one installation. Open it with `Store.open`; close it, or use it as a context manager."""

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
        with self._transaction() as tx:
            now = self._clock()
            if conversation_id is None:
                conversation_id = tx.unused_id("conv", ConversationRow)
                tx.add(ConversationRow, {"id": conversation_id, "created_at": now})
            else:
                tx.require(holding(ConversationRow), ConversationRow, conversation_id)
            turn_id = self._add_turns(tx, conversation_id, brief, now)
            brief_id = tx.unused_id("brief", BriefRow)
            tx.add(BriefRow, {"id": brief_id, "turn_id": turn_id, "created_at": now})
            sealed = tx.seal(brief_id, text.brief_text(brief), key_owner=conversation_id)
            tx.note("request.made", brief_id, {"conversation": conversation_id, "turn": turn_id, "text": sealed})
            return RequestIds(conversation_id=conversation_id, turn_id=turn_id, brief_id=brief_id)

    def _add_turns(self, tx: Transaction, conversation_id: str, brief: Brief, now: datetime) -> str:
        rows = tx.all(statement.TURNS_SAID, conversation_id=conversation_id)
        words = self._texts.open(rows)
        stored = [words[row.owner]["text"] for row in rows if row.owner in words]
        turn_id = ""
        for position, said in enumerate((*mapping.not_yet(stored, brief.turns), brief.request), start=len(rows)):
            turn_id = tx.unused_id("turn", TurnRow)
            values = {"id": turn_id, "conversation_id": conversation_id, "position": position, "created_at": now}
            tx.add(TurnRow, values)
            sealed = tx.seal(turn_id, text.turn_text(said), key_owner=conversation_id)
            tx.note("turn.said", turn_id, {"conversation": conversation_id, "text": sealed})
        return turn_id

    def save_storyboard(self, brief_id: str, storyboard: Storyboard) -> str:
        """Write down what a planner made of a brief.

        Returns:
            The id of the storyboard.

        Raises:
            NotFound: There is no such brief.
            StoreError: The database failed.
        """
        with self._transaction() as tx:
            conversation_id = tx.require(statement.CONVERSATION_OF_BRIEF, BriefRow, brief_id).conversation_id
            storyboard_id = tx.unused_id("board", StoryboardRow)
            values = {name: getattr(storyboard, name) for name in statement.BOARD_COLUMNS}
            ids = {"id": storyboard_id, "brief_id": brief_id, "created_at": self._clock()}
            tx.add(StoryboardRow, {**values, **ids})
            shots = enumerate(storyboard.shots)
            tx.add_all(ShotRow, [mapping.shot_values(storyboard_id, i, shot) for i, shot in shots])
            sealed = tx.seal(storyboard_id, text.storyboard_text(storyboard), key_owner=conversation_id)
            tx.note("storyboard.made", storyboard_id, {"brief": brief_id, "text": sealed})
            return storyboard_id

    # What was decided

    def append(self, decision: Decision, intent: Intent) -> None:
        """Write down a decision with its findings and exactly what was judged: the gate's log.

        Raises:
            StoreError: The database failed, or has a decision with that id; what was decided must not be acted on.
        """
        with self._transaction() as tx:
            tx.add(DecisionRow, decision_values(decision))
            tx.add_all(FindingRow, finding_values(decision))
            tx.add_all(DecisionConsentRow, consent_values(decision))
            sealed = tx.seal(decision.id, text.decision_text(decision, intent), key_owner=decision.id)
            tx.note("decision.made", decision.id, decision_facts(decision, sealed))

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
        with self._transaction() as tx:
            decision = tx.require(statement.DECISION, DecisionRow, decision_id)
            tx.require(holding(BriefRow), BriefRow, brief_id)
            if storyboard_id is not None:
                board = tx.require(statement.BOARD, StoryboardRow, storyboard_id)
                if board.brief_id != brief_id:
                    raise StoreError(f"storyboard {storyboard_id!r} belongs to {board.brief_id!r}, not {brief_id!r}")
            before, after = (decision.brief_id, decision.storyboard_id), (brief_id, storyboard_id)
            if any(old not in (None, new) for old, new in zip(before, after, strict=True)):
                raise StoreError(f"decision {decision_id!r} is linked to {before!r} already, not to {after!r}")
            if before != after:
                facts = {"brief": brief_id, "storyboard": storyboard_id}
                tx.run(statement.LINK, decision=decision_id, brief_id=brief_id, storyboard_id=storyboard_id)
                tx.note("decision.linked", decision_id, facts)

    # What was rendered

    def start_render(
        self,
        decision_id: str,
        *,
        model_id: str,
        seeds: Sequence[int],
        drafts: Sequence[tuple[str, str]] = (),
        job: JobLease | None = None,
    ) -> str:
        """Write down that a render begins. Without a decision that allowed a stored storyboard there is none.

        The id of its clip and the number that the clip's watermark will carry are drawn now, so that the file can bear
        them; `get_render` tells them.

        Args:
            decision_id: The decision, linked to its storyboard.
            model_id: What will render.
            seeds: The seed of each shot.
            drafts: Paths at which unfinished files may lie until it ends, each with the name that it is to have.
            job: The job that it is for; None for none.

        Returns:
            The id of the render.

        Raises:
            NotFound: There is no such decision.
            LeaseLost: The job is no longer this worker's.
            RenderCancelled: The end of the job was asked for.
            ConsentGone: A consent that the decision rests on was revoked.
            StoreError: The decision allowed nothing, or is linked to no storyboard.
        """
        with self._transaction() as tx:
            decision = tx.require(statement.DECISION, DecisionRow, decision_id)
            if (consent_id := consent_query.revoked(tx, decision_id)) is not None:
                raise _gone(f"consent {consent_id!r} was revoked before the render of decision {decision_id!r}")
            if decision.storyboard_id is None:
                raise StoreError(f"decision {decision_id!r} is linked to no storyboard, so nothing can be rendered")
            if job is not None:
                job_delivery.check(tx, job.job_id, job.token)
            render_id, clip_id = tx.unused_id("rend", RenderRow), tx.unused_id("clip", ClipRow)
            watermark_id = _unused_watermark(tx)
            values = {
                "id": render_id,
                "decision_id": decision_id,
                "storyboard_id": decision.storyboard_id,
                "verdict": decision.verdict,
                "status": RenderStatus.RUNNING.value,
                "model_id": model_id,
                "seeds": list(seeds),
                "started_at": self._clock(),
                "library_versions": {},
                "timings_s": {},
                "clip_id": clip_id,
                "watermark_id": watermark_id,
                "worker": this_worker(),
                "drafts": [list(each) for each in drafts],
                "job_id": job and job.job_id,
                "lease": job and job.token,
            }
            tx.add(RenderRow, values)
            tx.add_all(RenderInputRow, self._inputs(tx, render_id, decision_id))
            facts = {"decision": decision_id, "storyboard": decision.storyboard_id, "clip": clip_id}
            tx.note("render.started", render_id, facts | {"watermark": watermark_id})
            return render_id

    def _inputs(self, tx: Transaction, render_id: str, decision_id: str) -> list[dict[str, Any]]:
        """What the judged intent takes from which file."""
        words = self._texts.open([tx.first(statement.SEALED, owner=decision_id)])
        intent: dict[str, Any] = words.get(decision_id, {}).get("intent", {})
        faces = {each["sha256"]: each["faces"] for each in intent.get("references", ())}
        kinds = {each["sha256"]: each["kind"] for shot in intent.get("shots", ()) for each in shot.get("given", ())}
        given = {**dict.fromkeys(faces, "reference"), **kinds}
        return [
            {"render_id": render_id, "position": i, "kind": kind, "sha256": sha256, "faces": faces.get(sha256, "")}
            for i, (sha256, kind) in enumerate(given.items())
        ]

    def finish_render(
        self,
        render_id: str,
        report: RenderReport,
        disclosure: Disclosure,
        *,
        marks: Marks = NO_MARKS,
        confirm: Callable[[], None] = _nothing,
    ) -> ClipView:
        """Write down a finished render, its clip and what must be said with it, in one transaction.

        Args:
            render_id: A running render.
            report: What the generator knows of it.
            disclosure: What must be said with the clip.
            marks: What else is known of the clip.
            confirm: Called when everything is written and before it counts; what it raises undoes all of it.

        Returns:
            The clip, under the id that was drawn when the render began.

        Raises:
            NotFound: There is no such render.
            ConsentGone: It was stopped, because a consent that it rests on was revoked.
            ContentBlocked: The clip, its frames or its look were taken down before.
            LeaseLost: It is for a job that another worker took over.
            RenderCancelled: It is for a job whose end was asked for.
            StoreError: It is not running, or the database failed.
        """
        with self._transaction() as tx:
            render = _running(tx, render_id)
            known = mapping.clip_values(report, marks)
            blocklist.check(tx, sha256=report.sha256, frames=known["frames_sha256"], fingerprint=marks.fingerprint)
            before = lineage.chain(tx, render.decision_id)
            tx.run(statement.FINISH, render=render_id, **mapping.finished(report, this_machine()))
            clip = {"id": render.clip_id, "render_id": render_id, "watermark_id": render.watermark_id, **known}
            clip["created_at"] = self._clock()
            tx.add(ClipRow, clip)
            tx.add(DisclosureRow, mapping.disclosure_values(render.clip_id, disclosure))
            tx.add_all(ClipFramesRow, mapping.frames_values(render.clip_id, report))
            manifests = mapping.manifest_values(render.clip_id, marks)
            tx.add_all(ClipManifestRow, manifests)
            said = {render.clip_id: text.disclosure_text(disclosure), render_id: {"notes": list(report.notes)}}
            texts = [tx.seal(owner, words, key_owner=before.conversation_id) for owner, words in said.items()]
            lineage.write(tx, before, report, render_id=render_id, clip=clip)
            facts = mapping.clip_facts(
                clip,
                report,
                decision_id=render.decision_id,
                manifest=manifests[0]["sha256"] if manifests else None,
                texts=texts,
            )
            tx.note("clip.made", render.clip_id, facts)
            if render.job_id is not None:
                job_delivery.deliver(tx, render.job_id, render.lease, clip_id=render.clip_id, report=report)
            confirm()
            return mapping.new_clip_view(clip)

    def finish_reproduction(self, render_id: str, report: RenderReport, *, of: str, same: bool) -> None:
        """Write down that a render repeated a clip and kept nothing.

        Args:
            render_id: A running render.
            report: What the generator knows of it.
            of: The clip.
            same: Whether every frame was the same.

        Raises:
            NotFound: There is no such render.
            ConsentGone: It was stopped, because a consent that it rests on was revoked.
            StoreError: It is not running, or the database failed.
        """
        with self._transaction() as tx:
            _running(tx, render_id)
            tx.run(statement.FINISH, render=render_id, **mapping.finished(report, this_machine()))
            facts = {"render": render_id, "frames": mapping.whole(report.frames_sha256), "same": same}
            tx.note("clip.reproduced", of, facts)

    def note_checkpoint(self, size: int, head: str) -> None:
        """Write down that a checkpoint of the audit chain lies where checkpoints do.

        Args:
            size: How many links the chain had.
            head: The hash of the last of them.

        Raises:
            StoreError: The database failed.
        """
        with self._transaction() as tx:
            tx.note("audit.checkpoint", str(size), {"size": size, "hash": head})

    def unless_used(self, sha256: str, remove: Callable[[], object]) -> bool:
        """Remove a file unless it is that of a clip that is handed over.

        The write lock is held, so it cannot become one meanwhile.

        Args:
            sha256: `sha256:...` of the file.
            remove: Removes it; what it raises is let through.

        Returns:
            Whether it was removed.

        Raises:
            StoreError: The database failed.
        """
        with self._writing() as session:
            if any(clip.withdrawn_at is None for clip in query.clips_of_bytes(session, sha256)):
                return False
            remove()
            return True

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
        with self._transaction() as tx:
            _running(tx, render_id)
            cancelled = code == RenderCancelled.code or code.startswith("consent.")
            status = (RenderStatus.CANCELLED if cancelled else RenderStatus.FAILED).value
            ended = {"status": status, "error_code": code, "error_message": message, "finished_at": self._clock()}
            tx.run(statement.FAIL, render=render_id, **ended)
            tx.note("render.ended", render_id, {"status": status, "code": code})


def _unused_watermark(tx: Transaction) -> int:
    for _ in range(N_TRIES):
        drawn = secrets.randbelow(MAX_WATERMARK_ID) + 1
        if tx.first(statement.RENDER_OF_WATERMARK, watermark_id=drawn) is None:
            return drawn
    raise StoreError(f"no unused watermark id in {N_TRIES} tries")


def _running(tx: Transaction, render_id: str) -> Any:  # noqa: ANN401
    render = tx.require(statement.RENDER, RenderRow, render_id)
    if render.status == RenderStatus.CANCELLED.value and render.error_code == Code.CONSENT_REVOKED.value:
        raise _gone(f"render {render_id!r} was stopped: {render.error_message}")
    if render.status != RenderStatus.RUNNING.value:
        raise StoreError(f"render {render_id!r} is {render.status!r}; only a running one can end")
    return render


def _gone(message: str) -> ConsentGone:
    return ConsentGone(message, reason=Code.CONSENT_REVOKED)
