from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from policy.consent.challenge import LIFETIME, N_WORDS, WORDS, draw_phrase, new_challenge
from policy.consent.record import Consent, EventKind, EvidenceKind, Relation, State, Tier, renewed_scope
from policy.consent.scope import Audience, Scope, months_after
from policy.errors import ChallengeError, ConsentError
from policy.types import Code, Use
from tests.policy.consent_double import PERSON, START, YEAR, ask, consent, event, record, scope

DAY = timedelta(days=1)
LATER = START + 10 * DAY


# What may be written down


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"valid_until": START}, "must be after valid_from"),
        ({"valid_until": START - DAY}, "must be after valid_from"),
        ({"valid_until": datetime(2036, 11, 1, 0, 0, 1, tzinfo=UTC)}, "at most 10 years after valid_from"),
        ({"valid_until": datetime(9999, 1, 1, tzinfo=UTC)}, "at most 10 years after valid_from"),
        ({"valid_from": datetime(2026, 11, 1)}, "must be an aware time"),
        ({"uses": frozenset()}, "must be at least one of personal, editorial"),
        ({"audience": Audience.NAMED}, r"requesters are \[\] with audience 'named', must be at least one"),
        ({"audience": Audience.GROUP}, r"groups are \[\] with audience 'group', must be at least one"),
        ({"requesters": frozenset({"bob"})}, r"requesters are \['bob'\] with audience 'everyone', must be none"),
        ({"groups": frozenset({"team"})}, "must be none"),
        ({"territories": frozenset({"Germany"})}, "territory 'Germany' must be two capital letters"),
        ({"territories": frozenset({"de"})}, "two capital letters"),
        ({"topics": frozenset({""})}, "one of topics is ''"),
        ({"barred_topics": frozenset({"..."})}, "a letter or digit"),
        ({"barred_topics": frozenset({"\u0294"})}, "that the normaliser keeps"),
        ({"topics": frozenset({"x" * 201})}, "1 to 200 characters"),
        ({"topics": frozenset(f"t{n}" for n in range(101))}, "101 in number, must be at most 100"),
    ],
)
def test_a_scope_out_of_range_is_refused(changed: dict[str, object], said: str) -> None:
    with pytest.raises(ConsentError, match=said):
        scope(**changed)


@pytest.mark.parametrize(
    "changed",
    [
        {"valid_until": START + timedelta(microseconds=1)},
        {"valid_until": datetime(2036, 11, 1, tzinfo=UTC)},
        {"valid_from": START.astimezone(timezone(timedelta(hours=5)))},
        {"uses": frozenset(Use)},
        {"audience": Audience.NAMED, "requesters": frozenset({"bob"})},
        {"audience": Audience.GROUP, "groups": frozenset({"team"})},
        {"audience": Audience.ONLY_ME},
        {"territories": frozenset({"DE", "KE"})},
        {"topics": frozenset({"birthday party"}), "barred_topics": frozenset({"政治"})},
        {"topics": frozenset({"x" * 200})},
    ],
)
def test_a_scope_within_range_is_taken(changed: dict[str, object]) -> None:
    assert isinstance(scope(**changed), Scope)


def test_a_scope_says_only_me_and_personal_unless_it_is_told_otherwise() -> None:
    plain = Scope(valid_from=START, valid_until=START + YEAR)
    assert (plain.audience, plain.uses) == (Audience.ONLY_ME, {Use.PERSONAL})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "one of name is ''"),
        ({"name": "  "}, "a letter or digit"),
        ({"name": "\u200b"}, "a letter or digit"),
        ({"name": "\u0294"}, "that the normaliser keeps"),
        ({"person": ""}, "one of person is ''"),
        ({"granter": ""}, "one of granter is ''"),
        ({"aliases": ("",)}, "one of aliases is ''"),
        ({"aliases": tuple(f"a{n}" for n in range(21))}, "21 in number, must be at most 20"),
        ({"evidence_digest": "sha256:12"}, "64 hex digits"),
        ({"granter": "somebody"}, "exactly when the relation is 'self'"),
        ({"relation": Relation.AGENT}, "exactly when the relation is 'self'"),
        (
            {"relation": Relation.AGENT, "granter": "agency", "evidence_kind": EvidenceKind.STATEMENT},
            "must be recording, document or message",
        ),
        ({"tier": Tier.VERIFIED}, "tier is 'verified' with verifier ''"),
        ({"verified_by": "voice"}, "tier is 'attested' with verifier 'voice'"),
        ({"created_at": datetime(2026, 1, 1)}, "must be an aware time"),
    ],
)
def test_a_record_out_of_range_is_refused(changed: dict[str, object], said: str) -> None:
    with pytest.raises(ConsentError, match=said):
        record(**changed)


@pytest.mark.parametrize("relation", [Relation.GUARDIAN, Relation.ESTATE, Relation.AGENT])
def test_somebody_else_may_grant_with_a_document(relation: Relation) -> None:
    granted = record(relation=relation, granter="somebody", evidence_kind=EvidenceKind.DOCUMENT)
    assert granted.tier is Tier.ATTESTED


def test_an_estate_must_say_who_may_ask() -> None:
    estate = {"relation": Relation.ESTATE, "granter": "heirs"}
    with pytest.raises(ConsentError, match="nobody could ask"):
        consent(scope(audience=Audience.ONLY_ME), **estate)
    assert consent(scope(audience=Audience.EVERYONE), **estate).state(START) is State.ACTIVE


def test_names_are_kept_in_one_spelling() -> None:
    assert record(name="Maria  GONZÁLEZ", aliases=("M\u200baria G",)).names() == {"maria gonzalez", "maria g"}


@pytest.mark.parametrize(
    ("time", "months", "expected"),
    [
        (datetime(2026, 1, 31, tzinfo=UTC), 1, datetime(2026, 2, 28, tzinfo=UTC)),
        (datetime(2024, 2, 29, 9, tzinfo=UTC), 12, datetime(2025, 2, 28, 9, tzinfo=UTC)),
        (datetime(2026, 12, 5, tzinfo=UTC), 1, datetime(2027, 1, 5, tzinfo=UTC)),
        (datetime(2026, 3, 1, tzinfo=UTC), 120, datetime(2036, 3, 1, tzinfo=UTC)),
    ],
)
def test_months_are_those_of_the_calendar(time: datetime, months: int, expected: datetime) -> None:
    assert months_after(time, months) == expected


def test_the_calendar_ends() -> None:
    with pytest.raises(ConsentError, match="outside the calendar"):
        months_after(datetime(9999, 1, 1, tzinfo=UTC), 12)


# Whom and what it covers


@pytest.mark.parametrize(
    ("allowed", "asked", "covered"),
    [
        ({"audience": Audience.EVERYONE}, {"requester": "bob"}, True),
        ({"audience": Audience.EVERYONE}, {"requester": ""}, True),
        ({"audience": Audience.ONLY_ME}, {"requester": PERSON}, True),
        ({"audience": Audience.ONLY_ME}, {"requester": "bob"}, False),
        ({"audience": Audience.ONLY_ME}, {"requester": ""}, False),
        ({"audience": Audience.NAMED, "requesters": frozenset({"bob"})}, {"requester": "bob"}, True),
        ({"audience": Audience.NAMED, "requesters": frozenset({"bob"})}, {"requester": "Bob"}, False),
        ({"audience": Audience.NAMED, "requesters": frozenset({"bob"})}, {"requester": PERSON}, True),
        ({"audience": Audience.GROUP, "groups": frozenset({"team"})}, {"groups": frozenset({"x", "team"})}, True),
        ({"audience": Audience.GROUP, "groups": frozenset({"team"})}, {"groups": frozenset({"x"})}, False),
        ({"audience": Audience.GROUP, "groups": frozenset({"team"})}, {"requester": "team"}, False),
        ({"uses": frozenset({Use.PERSONAL})}, {"use": Use.ADVERTISING}, False),
        ({"uses": frozenset({Use.SATIRE, Use.ADVERTISING})}, {"use": Use.ADVERTISING}, True),
        ({"territories": frozenset({"DE"})}, {"territory": "DE"}, True),
        ({"territories": frozenset({"DE"})}, {"territory": "FR"}, False),
        ({"territories": frozenset({"DE"})}, {"territory": ""}, False),
        ({"topics": frozenset({"beach"})}, {}, True),
        ({"topics": frozenset({"birthday", "beach"})}, {}, True),
        ({"topics": frozenset({"birthday"})}, {}, False),
        ({"barred_topics": frozenset({"birthday"})}, {}, True),
        ({"barred_topics": frozenset({"BEACH"})}, {}, False),
    ],
)
def test_a_scope_covers_what_it_says(allowed: dict[str, object], asked: dict[str, object], covered: bool) -> None:
    refusal = consent(scope(**allowed)).refusal(ask(**asked), LATER)
    assert refusal is (None if covered else Code.CONSENT_SCOPE)


def test_a_barred_topic_is_found_in_a_spelling_trick() -> None:
    barring = consent(scope(barred_topics=frozenset({"election"})))
    assert barring.refusal(ask("a speech for the e.l.e.c.t.i.o.n"), LATER) is Code.CONSENT_SCOPE
    assert barring.refusal(ask("a speech for the selection"), LATER) is None


@pytest.mark.parametrize(
    ("at", "state", "refusal"),
    [
        (START - timedelta(microseconds=1), State.PENDING, Code.CONSENT_SCOPE),
        (START, State.ACTIVE, None),
        (START + YEAR - timedelta(microseconds=1), State.ACTIVE, None),
        (START + YEAR, State.EXPIRED, Code.CONSENT_EXPIRED),
    ],
)
def test_it_holds_from_its_first_moment_until_its_end(at: datetime, state: State, refusal: Code | None) -> None:
    assert consent().state(at) is state
    assert consent().refusal(ask(), at) is refusal


# What becomes of it


@pytest.mark.parametrize(
    ("narrowed", "taken"),
    [
        ({"valid_until": START + 20 * DAY}, True),
        ({"valid_until": START + 2 * YEAR}, False),
        ({"valid_from": START - DAY}, False),
        ({"audience": Audience.ONLY_ME, "requesters": frozenset()}, True),
        ({"audience": Audience.NAMED, "requesters": frozenset({"bob"})}, True),
        ({"audience": Audience.NAMED, "requesters": frozenset({"bob", "ann", "joe"})}, False),
        ({"audience": Audience.GROUP, "requesters": frozenset(), "groups": frozenset({"team"})}, False),
        ({"audience": Audience.EVERYONE, "requesters": frozenset()}, False),
        ({"uses": frozenset({Use.SATIRE})}, True),
        ({"uses": frozenset(Use)}, False),
        ({"territories": frozenset({"DE"})}, True),
        ({"territories": frozenset()}, False),
        ({"territories": frozenset({"US"})}, False),
        ({"topics": frozenset({"beach"})}, True),
        ({"topics": frozenset()}, False),
        ({"barred_topics": frozenset({"war", "party"})}, True),
        ({"barred_topics": frozenset()}, False),
    ],
)
def test_narrowing_never_widens(narrowed: dict[str, object], taken: bool) -> None:
    before = {
        "audience": Audience.NAMED,
        "requesters": frozenset({"bob", "ann"}),
        "uses": frozenset({Use.PERSONAL, Use.SATIRE}),
        "territories": frozenset({"DE", "FR"}),
        "topics": frozenset({"beach", "walk"}),
        "barred_topics": frozenset({"war"}),
    }
    granted = consent(scope(**before))
    after = scope(**(before | narrowed))
    if taken:
        assert granted.then(event(EventKind.NARROWED, LATER, after)).scope == after
    else:
        with pytest.raises(ConsentError, match="allow nothing that it did not allow before"):
            granted.then(event(EventKind.NARROWED, LATER, after))


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ([EventKind.REVOKED], "'granted' must be its first event"),
        ([EventKind.GRANTED, EventKind.GRANTED], "'granted' must be its first event and no other"),
        ([EventKind.GRANTED, EventKind.REVOKED, EventKind.REVOKED], "nothing follows that"),
        ([EventKind.GRANTED, EventKind.REVOKED, EventKind.NARROWED], "nothing follows that"),
        ([EventKind.GRANTED, EventKind.REVOKED, EventKind.RENEWED], "nothing follows that"),
        ([EventKind.GRANTED, EventKind.EXPIRED], "it is valid until"),
        ([], "has no events"),
    ],
)
def test_events_that_cannot_follow_are_refused(kinds: list[EventKind], said: str) -> None:
    with_scope = {EventKind.GRANTED, EventKind.NARROWED, EventKind.RENEWED}
    events = tuple(event(kind, LATER, scope() if kind in with_scope else None) for kind in kinds)
    with pytest.raises(ConsentError, match=said):
        Consent(record=record(), events=events)


def test_an_event_needs_its_scope_and_its_time() -> None:
    with pytest.raises(ConsentError, match="must bring a scope"):
        consent().then(event(EventKind.NARROWED, LATER))
    with pytest.raises(ConsentError, match="must bring no scope"):
        consent().then(event(EventKind.REVOKED, LATER, scope()))
    with pytest.raises(ConsentError, match="must not be before"):
        consent().then(event(EventKind.REVOKED, START - DAY))
    with pytest.raises(ConsentError, match="must be an aware time"):
        consent().then(event(EventKind.REVOKED, datetime(2027, 1, 1)))
    with pytest.raises(ConsentError, match="one of by is ''"):
        consent().then(event(EventKind.REVOKED, LATER, by=""))
    with pytest.raises(ConsentError, match="valid for some time after"):
        Consent(record=record(), events=(event(EventKind.GRANTED, START + YEAR, scope()),))


def test_a_revocation_counts_however_the_clocks_stand() -> None:
    revoked = consent().then(event(EventKind.REVOKED, LATER))
    assert revoked.refusal(ask(), START) is Code.CONSENT_REVOKED
    assert revoked.refusal(ask(), LATER + 100 * YEAR) is Code.CONSENT_REVOKED
    assert revoked.revoked_at == LATER


def test_a_noted_end_is_an_end_and_a_renewal_a_new_beginning() -> None:
    over = consent().then(event(EventKind.EXPIRED, START + YEAR))
    assert over.refusal(ask(), START) is Code.CONSENT_EXPIRED
    with pytest.raises(ConsentError, match="noted already"):
        over.then(event(EventKind.EXPIRED, START + YEAR))
    with pytest.raises(ConsentError, match="it ended at"):
        over.then(event(EventKind.NARROWED, START + YEAR, scope()))
    at = START + 2 * YEAR
    again = over.then(event(EventKind.RENEWED, at, renewed_scope(over, at, at + YEAR)))
    assert again.refusal(ask(), at + DAY) is None
    assert again.refusal(ask(), at - DAY) is Code.CONSENT_SCOPE


def test_a_renewal_changes_the_end_alone() -> None:
    granted = consent()
    longer = renewed_scope(granted, LATER, START + 2 * YEAR)
    assert granted.then(event(EventKind.RENEWED, LATER, longer)).scope.valid_until == START + 2 * YEAR
    wider = Scope(valid_from=LATER, valid_until=longer.valid_until, uses=frozenset(Use), audience=Audience.EVERYONE)
    with pytest.raises(ConsentError, match="only the validity may change"):
        granted.then(event(EventKind.RENEWED, LATER, wider))
    with pytest.raises(ConsentError, match="it must end after"):
        granted.then(event(EventKind.RENEWED, LATER, renewed_scope(granted, LATER, START + YEAR)))
    with pytest.raises(ConsentError, match="at most 10 years"):
        renewed_scope(granted, LATER, LATER + 11 * YEAR)


# The challenge


def test_a_phrase_is_drawn_from_the_words() -> None:
    assert len(set(WORDS)) == len(WORDS) == 128
    phrase = draw_phrase().split()
    assert len(phrase) == N_WORDS
    assert set(phrase) <= set(WORDS)
    assert draw_phrase(lambda words: words[3]) == " ".join([WORDS[3]] * N_WORDS)


@pytest.mark.parametrize("said", ["Amber fox  river", "AMBER FOX RIVER", "  amber fox river\n"])
def test_the_words_open_it_in_time(said: str) -> None:
    made = new_challenge("chal_1", name="Maria Gonzalez", phrase="amber fox river", at=START)
    made.check(said, name="MARIA GONZALEZ", at=START)
    made.check(said, name="Maria Gonzalez", at=START + LIFETIME - timedelta(microseconds=1))
    assert "amber" not in repr(made)


@pytest.mark.parametrize(
    ("said", "name", "at", "why"),
    [
        ("amber fox", "Maria Gonzalez", START, "are not the words"),
        ("", "Maria Gonzalez", START, "are not the words"),
        ("amber fox river", "Mario Gonzalez", START, "made for another name"),
        ("amber fox river", "Maria Gonzalez", START + LIFETIME, "was open until"),
        ("amber fox river", "Maria Gonzalez", START - timedelta(seconds=1), "was open until"),
    ],
)
def test_nothing_else_opens_it(said: str, name: str, at: datetime, why: str) -> None:
    made = new_challenge("chal_1", name="Maria Gonzalez", phrase="amber fox river", at=START)
    with pytest.raises(ChallengeError, match=why):
        made.check(said, name=name, at=at)


def test_words_of_one_challenge_do_not_open_another() -> None:
    one, other = (new_challenge(name, name="M", phrase="amber", at=START) for name in ("chal_1", "chal_2"))
    assert one.phrase_digest != other.phrase_digest


@pytest.mark.parametrize("minutes", [0, 61])
def test_a_challenge_is_open_for_minutes(minutes: int) -> None:
    with pytest.raises(ChallengeError, match="must be from 1 to 60 minutes"):
        new_challenge("chal_1", name="M", phrase="amber", at=START, lifetime=timedelta(minutes=minutes))


def test_a_challenge_needs_a_name() -> None:
    with pytest.raises(ChallengeError, match="must hold a letter or a digit"):
        new_challenge("chal_1", name="...", phrase="amber", at=START)
