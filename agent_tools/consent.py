"""What a person does with their own consent: give, narrow, renew and take it back, see its clips, delete one.

This is no tool. It is opened by the person's own session (the command `reelwright consent`; over HTTP their own key
sees and takes back, and gives nothing) and by nothing that an agent can call; `tests/agent_tools/test_consent_reach.py`
holds that.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from agent_tools import reply
from agent_tools.blob import Blobs
from agent_tools.digest import file_digest
from agent_tools.errors import ConsentRevoked
from agent_tools.receipt import genuine, receipt
from agent_tools.removal import FileFate, Remover
from agent_tools.settings import Settings
from agent_tools.store import gate_key
from agent_tools.store.consent_book import Answer, ConsentBook, Grant
from agent_tools.store.consent_view import ClipUse, Revocation
from policy.consent.challenge import LIFETIME, Challenge, Verifier
from policy.consent.record import Consent, EvidenceKind
from policy.consent.scope import Scope
from policy.errors import ConsentError


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """A withdrawn clip and its file.

    Attributes:
        use: The clip.
        fate: What became of the file.
        why: Why it was kept; empty otherwise.
    """

    use: ClipUse
    fate: FileFate
    why: str = ""


class ConsentService:
    """The consents of one installation, for the people who are shown.

    Args:
        book: Where they are written.
        key: The gate's key, which signs receipts.
        verifier: Compares evidence with the challenge; without one every consent stays attested.
        blobs: Where clips lie; None for the folder of `Settings()`.
    """

    def __init__(
        self, book: ConsentBook, key: bytes, verifier: Verifier | None = None, *, blobs: Blobs | None = None
    ) -> None:
        self._book = book
        self._key = key
        self._verifier = verifier
        self._remover = Remover(book, blobs or Blobs.open(Settings().blobs_url))

    @classmethod
    def open(cls, settings: Settings | None = None, verifier: Verifier | None = None) -> Self:
        """The consents of one installation; its folder, database and key are made when they are missing.

        Args:
            settings: Where things are kept; None reads the environment.
            verifier: Compares evidence with the challenge.

        Raises:
            SettingsError: The home folder or a variable is unusable.
            GateKeyError: The gate's key is damaged or open to others.
            StoreError: The database cannot be opened.
        """
        settings = settings or Settings()
        book = ConsentBook.open(settings)
        try:
            key, blobs = gate_key(settings.gate_key_path), Blobs.open(settings.blobs_url)
            return cls(book, key, verifier, blobs=blobs)
        except BaseException:
            book.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._book.close()

    def challenge(self, name: str, lifetime: timedelta = LIFETIME) -> tuple[Challenge, str]:
        """A challenge for somebody, and its words, which are told once.

        Args:
            name: The name of the person who is to be shown.
            lifetime: How long it is open, 1 to 60 minutes.

        Raises:
            ChallengeError: The lifetime is out of range, or the name holds no letter and no digit.
            StoreError: The database failed.
        """
        return self._book.challenge(name, lifetime=lifetime)

    def grant(self, grant: Grant, answer: Answer, evidence: Path | None = None) -> Consent:
        """Write down a consent.

        Args:
            grant: What is granted; the digest of the evidence and the verifier are filled in here.
            answer: The challenge, given back.
            evidence: The file that shows it; None exactly for a statement.

        Raises:
            ConsentError: Evidence is missing or cannot be read, the verifier did not accept it, the challenge is wrong,
                used up or too old, or what is granted is out of range.
            NotFound: There is no such challenge.
            StoreError: The database failed.
        """
        if (evidence is None) != (grant.evidence_kind is EvidenceKind.STATEMENT):
            wanted = "must bring a file" if evidence is None else "brings no file"
            raise ConsentError(f"evidence of kind {grant.evidence_kind.value!r} {wanted}; got {str(evidence)!r}")
        if evidence is None:
            spoken = f"{grant.name}\0{answer.challenge_id}\0{answer.phrase}".encode("utf-8", "surrogatepass")
            return self._book.grant(replace(grant, evidence_digest=_sha256(spoken)), answer)
        digest = _file_digest(evidence)
        verified_by = ""
        if self._verifier is not None:
            if not self._verifier.verify(phrase=answer.phrase, evidence=evidence, name=grant.name):
                raise ConsentError(
                    f"verifier {self._verifier.name!r} did not find the words of the challenge and {grant.name!r} in "
                    f"{str(evidence)!r}"
                )
            verified_by = self._verifier.name
        return self._book.grant(replace(grant, evidence_digest=digest, verified_by=verified_by), answer)

    def narrow(self, consent_id: str, scope: Scope, *, by: str = "", note: str = "") -> Consent:
        """Allow less from now on; clips that were made before stay.

        Args:
            consent_id: The consent.
            scope: What is still allowed.
            by: Who narrows it; empty for whoever granted it.
            note: Why.

        Raises:
            NotFound: There is no such consent.
            ConsentError: It is no longer in force, or the scope is wider somewhere.
            StoreError: The database failed.
        """
        return self._book.narrow(consent_id, scope, by=by or self._granter(consent_id), note=note)

    def renew(self, consent_id: str, until: datetime, answer: Answer, *, by: str = "") -> Consent:
        """Allow the same for longer.

        Args:
            consent_id: The consent.
            until: Its new end, at most 10 years from now.
            answer: A new challenge, given back.
            by: Who renews it; empty for whoever granted it.

        Raises:
            NotFound: There is no such consent or challenge.
            ConsentError: It was revoked, the end is out of range, or the challenge is wrong, used up or too old.
            StoreError: The database failed.
        """
        return self._book.renew(consent_id, until, answer, by=by or self._granter(consent_id))

    def revoke(self, consent_id: str, *, by: str = "", note: str = "") -> tuple[Revocation, tuple[Withdrawn, ...]]:
        """Take a consent back, withdraw what was made with it, stop what is being made or waits, and delete the files.

        Once more does no harm, and deletes what could not be deleted before.

        Args:
            consent_id: The consent.
            by: Who revokes it; empty for whoever granted it.
            note: Why.

        Raises:
            NotFound: There is no such consent.
            StoreError: The database failed.
        """
        revocation = self._book.revoke(consent_id, by=by or self._granter(consent_id), note=note)
        why = reply.failed(ConsentRevoked("consent was taken back while the clip waited to be made; it is not made"))
        revocation = replace(revocation, jobs=self._book.end_jobs(consent_id, why))
        return revocation, tuple(self._removed(use) for use in revocation.clips)

    def show(self, consent_id: str) -> Consent:
        """The consent with this id.

        Raises:
            NotFound: There is none.
        """
        return self._book.consent(consent_id)

    def list(self, person: str = "") -> tuple[Consent, ...]:
        """The consents of a person, or of everybody, oldest first; the end of those that ran out is written down.

        Args:
            person: Key of a person; empty for everybody.

        Raises:
            StoreError: The database failed.
        """
        self._book.note_expired()
        return self._book.consents(person)

    def clips(self, who: str) -> tuple[ClipUse, ...]:
        """Every clip that was made with the consents of a person, or with one consent, newest first.

        Args:
            who: Key of the person, or id of a consent.

        Raises:
            NotFound: There is neither.
        """
        if not self._book.consents(who):
            self._book.consent(who)
        return self._book.clips_of(who)

    def delete_clip(self, who: str, clip_id: str, *, by: str = "") -> Withdrawn:
        """Withdraw one clip of somebody who is shown in it, and delete its file.

        Args:
            who: Key of the person, or id of a consent.
            clip_id: The clip.
            by: Who wants it; empty for `who`.

        Raises:
            NotFound: No clip of this person has that id.
            StoreError: The database failed.
        """
        return self._removed(self._book.withdraw_clip(who, clip_id, by=by or who))

    def receipt(self, consent_id: str) -> dict[str, Any]:
        """A signed receipt of everything that is on record of a consent.

        Raises:
            NotFound: There is no such consent.
        """
        consent = self._book.consent(consent_id)
        return receipt(consent, self._book.clips_of(consent_id), at=datetime.now(UTC), key=self._key)

    def is_genuine(self, given: dict[str, Any]) -> bool:
        """Whether this installation gave this receipt, and nothing in it was changed."""
        return genuine(given, self._key)

    def _removed(self, use: ClipUse) -> Withdrawn:
        removal = self._remover.remove(use.path, use.sha256)
        return Withdrawn(use=use, fate=removal.fate, why=removal.why)

    def _granter(self, consent_id: str) -> str:
        return self._book.consent(consent_id).record.granter


def _file_digest(path: Path) -> str:
    try:
        if not path.is_file():
            raise ConsentError(f"evidence {str(path)!r} must be a file that exists")
        if not path.stat().st_size:
            raise ConsentError(f"evidence {str(path)!r} has 0 bytes, must have at least 1")
        return file_digest(path)
    except (OSError, ValueError) as exc:
        raise ConsentError(f"evidence {str(path)!r} cannot be read: {getattr(exc, 'strerror', None) or exc}") from exc


def _sha256(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"
