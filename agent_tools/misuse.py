"""Misuse reports and takedowns, as an operator works on them: what a report must say, the clock, and the files.

This is no tool. It is opened by an operator's own session (`reelwright report` and `reelwright takedown`) and by
nothing that an agent can call.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from agent_tools.blob import Blobs
from agent_tools.digest import file_digest
from agent_tools.errors import NotFound, ReportError
from agent_tools.removal import Removal, Remover
from agent_tools.schema import ClipView
from agent_tools.settings import Settings
from agent_tools.store.misuse_book import MisuseBook
from agent_tools.store.misuse_view import Complaint, MisuseKind, MisuseReport, Takedown

MAX_TEXT_CHARS = 4000
MIN_STATEMENT_CHARS = 10

TakeFingerprint = Callable[[Path], str]
"""From a file to how it looks, `name:hex`; empty where that cannot be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A clip that was taken down, and what became of its file."""

    clip: ClipView
    removal: Removal


class MisuseService:
    """The misuse reports of one installation.

    Args:
        book: Where they are written.
        blobs: Where clips lie.
        fingerprint: Tells how a reported file looks; None where that is not known.
    """

    def __init__(self, book: MisuseBook, blobs: Blobs, *, fingerprint: TakeFingerprint | None = None) -> None:
        self._book = book
        self._remover = Remover(book, blobs)
        self._fingerprint = fingerprint

    @classmethod
    def open(cls, settings: Settings | None = None, *, fingerprint: TakeFingerprint | None = None) -> Self:
        """The reports of one installation.

        Args:
            settings: Where things are kept; None reads the environment.
            fingerprint: Tells how a reported file looks.

        Raises:
            SettingsError: The home folder or a variable is unusable.
            StoreError: The database cannot be opened.
        """
        settings = settings or Settings()
        blobs = Blobs.open(settings.blobs_url)
        return cls(MisuseBook.open(settings), blobs, fingerprint=fingerprint)

    def close(self) -> None:
        """Let go of the database."""
        self._book.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def report(self, target: str, kind: MisuseKind, complaint: Complaint, *, good_faith: bool) -> MisuseReport:
        """Take in a report; from now on there are 48 hours.

        Args:
            target: What is reported: the id of a clip, `sha256:...`, or the path of a file.
            kind: What is said to be wrong.
            complaint: What the sender says.
            good_faith: Whether the sender declares to say so in good faith.

        Raises:
            ReportError: Something that the law asks for is missing, or the file cannot be read.
            NotFound: There is no such clip or file.
            StoreError: The database failed.
        """
        _complete(complaint, good_faith=good_faith)
        clip_id, sha256, fingerprint = self._located(target)
        return self._book.report(kind, complaint, sha256=sha256, clip_id=clip_id, fingerprint=fingerprint)

    def reports(self, *, settled: bool = False) -> tuple[MisuseReport, ...]:
        """The open reports, the most urgent first; those that were settled too where they are wanted."""
        return self._book.reports(settled=settled)

    def show(self, report_id: str) -> MisuseReport:
        """The report with this id.

        Raises:
            NotFound: There is none.
        """
        return self._book.report_of(report_id)

    def take_down(self, report_id: str) -> tuple[Takedown, tuple[Gone, ...]]:
        """Withdraw what was reported and everything like it, delete the files, and block all of it for good.

        Once more does no harm, and deletes what could not be deleted before.

        Raises:
            NotFound: There is no such report.
            ReportError: It was refused.
            StoreError: The database failed.
        """
        takedown = self._book.take_down(report_id)
        gone = (Gone(clip=clip, removal=self._remover.remove(clip.path, clip.sha256)) for clip in takedown.clips)
        return takedown, tuple(gone)

    def refuse(self, report_id: str, reason: str) -> MisuseReport:
        """Settle a report without a takedown.

        Args:
            report_id: The report.
            reason: Why, for the sender.

        Raises:
            NotFound: There is no such report.
            ReportError: It was settled before, or there is no reason.
            StoreError: The database failed.
        """
        _said("reason", reason, at_least=1)
        return self._book.refuse(report_id, reason)

    def _located(self, target: str) -> tuple[str | None, str, str]:
        if target.startswith("clip_"):
            clip = self._book.get_clip(target)
            return clip.id, clip.sha256, clip.fingerprint or ""
        if target.startswith("sha256:"):
            if len(target) != 71 or set(target[7:]) - set("0123456789abcdef"):
                raise ReportError(f"digest {target!r} must be sha256: and 64 hexadecimal digits")
            return self._known(target), target, ""
        path = Path(target)
        try:
            if not path.is_file():
                raise NotFound(f"{target!r} is neither a clip, nor a digest, nor a file that exists")
            sha256 = file_digest(path)
        except (OSError, ValueError) as exc:
            raise ReportError(f"file {target!r} cannot be read: {getattr(exc, 'strerror', None) or exc}") from exc
        return self._known(sha256), sha256, self._fingerprint(path) if self._fingerprint else ""

    def _known(self, sha256: str) -> str | None:
        return next((clip.id for clip in self._book.clips_of_bytes(sha256)), None)


def now() -> datetime:
    """The time by which the clock of a report is read."""
    return datetime.now(UTC)


def _complete(complaint: Complaint, *, good_faith: bool) -> None:
    _said("signature", complaint.signature, at_least=1)
    _said("contact", complaint.contact, at_least=3)
    _said("statement", complaint.statement, at_least=MIN_STATEMENT_CHARS)
    if not good_faith:
        raise ReportError("the sender must declare to believe in good faith what the report says: give --good-faith")


def _said(name: str, words: str, *, at_least: int) -> None:
    n = len(words.strip())
    if not at_least <= n <= MAX_TEXT_CHARS:
        raise ReportError(f"{name} {words[:60]!r} has {n} characters; it must have {at_least} to {MAX_TEXT_CHARS}")
