"""API keys: whose each is, kept only as digests.

A key is 256 random bits, so one round of SHA-256 hides it: there is no word list to try. All digests are held in
memory and read again when they are older than `FRESH_S`, so a revoked key opens nothing after at most that time.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from agent_tools.errors import BriefError
from agent_tools.job.view import LOCAL, Caller
from agent_tools.store.api_key_table import ApiKeyRevocationRow, ApiKeyRow
from agent_tools.store.database import Database
from agent_tools.store.query import require

PREFIX = "rw_"
N_BYTES = 32
FRESH_S = 1.0
MAX_NOTE_CHARS = 200

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """One key, without what opens anything.

    Attributes:
        id: Its id, by which it is revoked.
        tenant: Whose jobs and clips it sees.
        principal: Who asks with it.
        note: Where it is used, for whoever looks at the list.
        created_at: When it was made, aware.
        revoked_at: Since when it opens nothing; None while it does.
    """

    id: str
    tenant: str
    principal: str
    note: str
    created_at: datetime
    revoked_at: datetime | None = None

    @property
    def caller(self) -> Caller:
        """Who asks with it. The principal of another tenant than `local` carries the tenant's name.

        Consents, budgets and waiting times are kept by principal alone, and two tenants may both have a Maria.
        """
        who = self.principal if self.tenant == LOCAL else f"{self.tenant}/{self.principal}"
        return Caller(tenant=self.tenant, principal=who)


class ApiKeys(Database):
    """The keys of one installation."""

    _clock_s: Callable[[], float] = staticmethod(time.monotonic)
    _read_at: float = float("-inf")
    _callers: Mapping[str, Caller] = {}
    _lock = threading.Lock()

    def create(self, tenant: str, principal: str, *, note: str = "") -> tuple[ApiKey, str]:
        """A new key, and its words, which are told once.

        Args:
            tenant: Whose it is: 1 to 63 of `a-z 0-9 . _ -`, beginning with a letter or digit.
            principal: Who asks with it, of the same form.
            note: Where it is used, at most 200 characters.

        Raises:
            BriefError: A value is out of range.
            StoreError: The database failed.
        """
        for name, value in (("tenant", tenant), ("principal", principal)):
            if not _NAME.fullmatch(value):
                raise BriefError(
                    f"{name} {value!r} must be 1 to 63 of a-z, 0-9, '.', '_', '-', a letter or digit first"
                )
        if len(note) > MAX_NOTE_CHARS:
            raise BriefError(f"the note has {len(note)!r} characters; it must have at most {MAX_NOTE_CHARS}")
        words = PREFIX + secrets.token_urlsafe(N_BYTES)
        with self._writing() as session:
            key_id = self._unused_id(session, "key", ApiKeyRow)
            row = ApiKeyRow(
                id=key_id,
                tenant=tenant,
                principal=principal,
                note=note,
                digest=_digest(words),
                created_at=self._clock(),
            )
            session.add(row)
            session.flush()
            self._note(session, "key.created", key_id, {"tenant": tenant})
            made = _key(row, None)
        self._forget()
        return made, words

    def revoke(self, key_id: str) -> ApiKey:
        """Let a key open nothing any more; once more does no harm.

        Raises:
            NotFound: There is no such key.
            StoreError: The database failed.
        """
        with self._writing() as session:
            row = require(session, ApiKeyRow, key_id)
            revocation = session.get(ApiKeyRevocationRow, key_id)
            if revocation is None:
                revocation = ApiKeyRevocationRow(key_id=key_id, at=self._clock())
                session.add(revocation)
                session.flush()
                self._note(session, "key.revoked", key_id, {"tenant": row.tenant})
            told = _key(row, revocation)
        self._forget()
        return told

    def list(self) -> tuple[ApiKey, ...]:
        """Every key, oldest first, revoked ones too."""
        with self._reading() as session:
            return tuple(_key(row, gone) for row, gone in session.execute(_ALL).all())

    def any(self) -> bool:
        """Whether a key is asked for: there is one that was not revoked."""
        return bool(self._known())

    def caller(self, words: str, *, afresh: bool = False) -> Caller | None:
        """Who asks with a key; None where it is unknown or revoked.

        Args:
            words: What was given as a key.
            afresh: Whether to read the keys again, for one that may have been made this second.
        """
        if afresh:
            self._forget()
        return self._known().get(_digest(words))

    def _known(self) -> Mapping[str, Caller]:
        now = self._clock_s()
        if now - self._read_at >= FRESH_S:
            with self._lock:
                if now - self._read_at >= FRESH_S:
                    self._callers, self._read_at = self._read(), now
        return self._callers

    def _read(self) -> Mapping[str, Caller]:
        with self._reading() as session:
            rows = session.execute(_ALL).all()
            return {row.digest: _key(row, None).caller for row, gone in rows if gone is None}

    def _forget(self) -> None:
        self._read_at = float("-inf")


_ALL = (
    select(ApiKeyRow, ApiKeyRevocationRow)
    .outerjoin(ApiKeyRevocationRow, ApiKeyRevocationRow.key_id == ApiKeyRow.id)
    .order_by(ApiKeyRow.created_at, ApiKeyRow.id)
)


def _key(row: ApiKeyRow, gone: ApiKeyRevocationRow | None) -> ApiKey:
    return ApiKey(
        id=row.id,
        tenant=row.tenant,
        principal=row.principal,
        note=row.note,
        created_at=row.created_at,
        revoked_at=None if gone is None else gone.at,
    )


def _digest(words: str) -> str:
    return "sha256:" + hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
