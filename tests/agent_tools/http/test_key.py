"""API keys as they are kept: only digests, revoked within a second, every change in the audit chain."""

from __future__ import annotations

import pytest

from agent_tools.errors import BriefError, NotFound, StoreError
from agent_tools.http.key import FRESH_S, ApiKeys
from agent_tools.job.view import Caller
from agent_tools.settings import Settings
from tests.agent_tools.service_double import rows


def test_a_key_opens_and_is_kept_nowhere(settings: Settings) -> None:
    with ApiKeys.open(settings) as keys:
        made, words = keys.create("acme", "maria", note="laptop")
        assert keys.caller(words) == Caller(tenant="acme", principal="acme/maria") == made.caller
    stored = (settings.home / "reelwright.db").read_bytes() + b"".join(
        path.read_bytes() for path in settings.home.glob("reelwright.db-*")
    )
    assert words.startswith("rw_")
    assert len(words) > 40
    assert words.encode() not in stored
    assert words[3:].encode() not in stored


@pytest.mark.parametrize("words", ["", "rw_", "rw_" + "A" * 43, "\ud800", "x" * 100_000])
def test_other_words_open_nothing(settings: Settings, words: str) -> None:
    with ApiKeys.open(settings) as keys:
        _, real = keys.create("acme", "maria")
        assert keys.caller(words) is None
        assert keys.caller(real + " ") is None
        assert keys.caller(real.lower()) is None


def test_a_key_that_another_process_revokes_opens_nothing_after_a_second(settings: Settings) -> None:
    now = 100.0
    with ApiKeys.open(settings) as serving, ApiKeys.open(settings) as other:
        serving._clock_s = lambda: now  # type: ignore[method-assign]
        made, words = other.create("acme", "maria")
        assert serving.caller(words) is not None
        other.revoke(made.id)
        now += FRESH_S
        assert serving.caller(words) is None
        assert not serving.any()


def test_keys_are_listed_with_the_revoked_ones(settings: Settings) -> None:
    with ApiKeys.open(settings) as keys:
        first = keys.create("acme", "maria")[0]
        second = keys.create("local", "ci", note="pipeline")[0]
        gone = keys.revoke(first.id)
        assert keys.revoke(first.id) == gone
        assert keys.list() == (gone, second)
        assert gone.revoked_at is not None


@pytest.mark.parametrize("name", ["", "A", "a b", "-a", "a/b", "é", "a" * 64, "a\n", "../a"])
@pytest.mark.parametrize("which", ["tenant", "principal"])
def test_a_bad_name_is_refused(settings: Settings, which: str, name: str) -> None:
    given = {"tenant": "acme", "principal": "maria", which: name}
    with ApiKeys.open(settings) as keys:
        with pytest.raises(BriefError, match=which):
            keys.create(**given)
        assert keys.list() == ()


@pytest.mark.parametrize("name", ["a", "0", "a.b-c_d", "a" * 63])
def test_a_name_at_the_edge_is_taken(settings: Settings, name: str) -> None:
    with ApiKeys.open(settings) as keys:
        assert keys.create(name, name)[0].tenant == name


def test_a_key_that_never_was_cannot_be_revoked(settings: Settings) -> None:
    with ApiKeys.open(settings) as keys, pytest.raises(NotFound, match="key_none"):
        keys.revoke("key_none")


def test_making_and_revoking_stand_in_the_audit_chain(settings: Settings) -> None:
    with ApiKeys.open(settings) as keys:
        made, _ = keys.create("acme", "maria")
        keys.revoke(made.id)
    chain = rows(settings, "SELECT kind, subject, facts FROM audit ORDER BY seq")
    assert chain == [
        ("key.created", made.id, '{"tenant":"acme"}'),
        ("key.revoked", made.id, '{"tenant":"acme"}'),
    ]


def test_a_key_cannot_be_changed_in_place(settings: Settings) -> None:
    with ApiKeys.open(settings) as keys:
        keys.create("acme", "maria")
        with pytest.raises(StoreError, match="only ever added"), keys._writing() as session:
            session.connection().exec_driver_sql("UPDATE api_key SET tenant = 'rival'")
