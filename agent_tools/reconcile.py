"""Brings files and rows back together after a crash: finds what does not fit, and repairs what can be.

| found | repair |
|---|---|
| a render that is `running` and whose process is dead | it failed; its unfinished files are deleted |
| a stored clip that no row knows | deleted, once it is an hour old |
| a stored clip that was withdrawn | deleted |
| a stored clip whose bytes are not those of its name | set aside, and stored again from the delivered copy |
| a row whose stored clip is gone | stored again from the delivered copy, if that is whole |
| an unfinished file in the store or in a workroom | deleted, once it is an hour old |
| what a delivered clip replaced, set aside and left | deleted |
| sealed text whose key is gone | none: it cannot be read again |

What another machine's process does is not known here and is left alone.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from agent_tools.blob import Blobs
from agent_tools.digest import file_digest
from agent_tools.errors import BlobDamaged, BlobError
from agent_tools.placement import BEFORE
from agent_tools.settings import Settings
from agent_tools.store.repair_book import RepairBook
from agent_tools.store.view import RenderView
from agent_tools.worker import is_dead

GRACE_S = 3600.0
"""A file without a row may be one whose row is just being written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that does not fit.

    Attributes:
        what: What was found, one line.
        repaired: What was done about it; empty where nothing was or could be.
        remedy: What a person can do; empty where nothing is left to do.
    """

    what: str
    repaired: str = ""
    remedy: str = ""


class Reconciler:
    """Looks through one installation.

    Args:
        book: Its database.
        blobs: Its clips.
        work_dir: The folder of its workrooms.
        clock: Seconds since 1970; given in tests.
    """

    def __init__(
        self, book: RepairBook, blobs: Blobs, work_dir: Path, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._book = book
        self._blobs = blobs
        self._work_dir = work_dir
        self._clock = clock

    def run(self, *, repair: bool, deep: bool = True) -> Iterator[Finding]:
        """Everything that does not fit, as it is found.

        Args:
            repair: Whether to repair it.
            deep: Whether to read every stored clip and compare digests.

        Raises:
            StoreError: The database failed.
            BlobError: The blob store cannot be reached.
        """
        yield from self._dead_renders(repair)
        yield from self._unfinished(repair)
        yield from self._rows_without_blobs(repair)
        yield from self._blobs_without_rows(repair)
        if deep:
            yield from self._damaged(repair)
        for owner in self._book.texts_without_key():
            yield Finding(
                what=f"the key of the text of {owner!r} is gone, and nobody erased it",
                remedy="restore the file of the text keys from a copy",
            )

    def _dead_renders(self, repair: bool) -> Iterator[Finding]:
        for render in self._book.running_renders():
            dead = is_dead(render.worker)
            if dead is False:
                continue
            what = f"render {render.id!r} is running since {render.started_at:%Y-%m-%d %H:%M} UTC"
            if dead is None:
                yield Finding(what=f"{what} on {render.worker or 'an unknown machine'!r}", remedy="look there")
                continue
            clear = partial(self._clear, render)
            done = repair and self._book.abandon(render.id, clear)
            yield Finding(
                what=f"{what} and its process is dead", repaired="marked as failed, its files deleted" if done else ""
            )

    def _clear(self, render: RenderView) -> None:
        """Delete what a dead render left; what had stood at its names before returns to them."""
        if (room := self._work_dir / render.id).is_dir():
            shutil.rmtree(room)
        for draft, target in ((Path(draft), Path(target)) for draft, target in render.drafts):
            draft.unlink(missing_ok=True)
            if target.is_file() and self._is_nobodys(file_digest(target)):
                target.unlink()
            before = draft.with_suffix(BEFORE)
            if before.exists() and not target.exists():
                before.replace(target)

    def _is_nobodys(self, digest: str) -> bool:
        """Whether a file was stored and never became a clip."""
        return self._blobs.has(digest) and not self._book.clips_of_bytes(digest)

    def _unfinished(self, repair: bool) -> Iterator[Finding]:
        for key, at in self._blobs.parts():
            if self._old(at):
                if repair:
                    self._blobs.remove_part(key)
                yield Finding(what=f"unfinished blob {key!r}", repaired="deleted" if repair else "")
        for draft, _ in self._book.finished_drafts():
            before = Path(draft).with_suffix(BEFORE)
            if before.exists():
                if repair:
                    before.unlink()
                yield Finding(what=f"{str(before)!r} was replaced by a clip", repaired="deleted" if repair else "")
        running = {render.id for render in self._book.running_renders()}
        rooms = sorted(self._work_dir.iterdir()) if self._work_dir.is_dir() else []
        for room in rooms:
            if room.name not in running and self._old(room.stat().st_mtime):
                if repair:
                    shutil.rmtree(room)
                yield Finding(what=f"workroom {str(room)!r} of no running render", repaired="deleted" if repair else "")

    def _rows_without_blobs(self, repair: bool) -> Iterator[Finding]:
        stored = {digest for digest, _ in self._blobs.all()}
        for kept in self._book.kept_clips():
            clip = kept.clip
            if not kept.wanted or clip.sha256 in stored:
                continue
            what = f"clip {clip.id!r} has no stored file {clip.sha256!r}"
            yield self._from_copy(what, clip.path, clip.sha256, repair=repair)

    def _blobs_without_rows(self, repair: bool) -> Iterator[Finding]:
        clips = self._book.kept_clips()
        wanted = {kept.clip.sha256 for kept in clips if kept.wanted}
        known = {kept.clip.sha256 for kept in clips}
        for digest, at in self._blobs.all():
            if digest in wanted or (digest not in known and not self._old(at)):
                continue
            what = (
                f"stored file {digest!r} is that of a withdrawn clip"
                if digest in known
                else (f"stored file {digest!r} is no clip's")
            )
            yield Finding(what=what, repaired="deleted" if repair and self._drop(digest, digest in known) else "")

    def _drop(self, digest: str, known: bool) -> bool:
        if known:
            gone = self._blobs.remove(digest)
        else:
            gone = self._book.unless_used(digest, lambda: self._blobs.remove(digest))
        if gone:
            self._book.note_repair(digest, "deleted")
        return gone

    def _damaged(self, repair: bool) -> Iterator[Finding]:
        copies = {kept.clip.sha256: kept.clip.path for kept in self._book.kept_clips() if kept.wanted}
        for digest, _ in list(self._blobs.all()):
            try:
                self._blobs.check(digest)
            except BlobDamaged as fault:
                aside = ""
                if repair:
                    aside = f", the damaged file lies at {self._blobs.set_aside(digest)!r}"
                    self._book.note_repair(digest, "set_aside")
                yield self._from_copy(f"{fault}{aside}", copies.get(digest, ""), digest, repair=repair)

    def _from_copy(self, what: str, path: str, digest: str, *, repair: bool) -> Finding:
        copy = Path(path)
        lost = "restore it from a copy; it can be rendered again with `reelwright reproduce`"
        try:
            here = self._blobs.is_local and path == self._blobs.location(digest)
            if not path or here or "://" in path or not copy.is_file() or file_digest(copy) != digest:
                return Finding(what=what, remedy=lost)
            if not repair:
                return Finding(what=f"{what}; the delivered copy is whole")
            self._blobs.put(copy, digest)
        except (OSError, BlobError) as exc:
            return Finding(what=f"{what}; the copy {path!r} cannot be stored: {exc}", remedy=lost)
        self._book.note_repair(digest, "stored_again")
        return Finding(what=what, repaired=f"stored again from {path!r}")

    def _old(self, at: float | None) -> bool:
        """Whether nobody can still be at work on it; what tells no time is never old."""
        return at is not None and self._clock() - at > GRACE_S


def open_reconciler(settings: Settings, book: RepairBook) -> Reconciler:
    """The reconciler of an installation.

    Raises:
        SettingsError: The place of the blobs cannot be used.
    """
    return Reconciler(book, Blobs.open(settings.blobs_url), settings.work_dir)
