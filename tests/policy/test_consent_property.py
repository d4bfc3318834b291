"""Random lives of a consent against a second, plainer account of the same rules: no render outside a valid scope."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from policy.consent.record import Consent, ConsentEvent, EventKind, renewed_scope
from policy.consent.scope import Ask, Audience, Scope
from policy.consent.settle import MemoryConsents, reconfirm
from policy.document import Document
from policy.errors import ConsentError, ConsentGone
from policy.types import Intent, Use
from tests.policy.consent_double import PERSON, START, record

N_TRACES = 10_000
USES = (Use.PERSONAL, Use.ADVERTISING)
TEXTS = ("Maria Gonzalez walks", "Maria Gonzalez at a party")
PLACES = ("", "DE", "FR")
AUDIENCES = {
    "only_me": {"audience": Audience.ONLY_ME},
    "named": {"audience": Audience.NAMED, "requesters": frozenset({"bob"})},
    "group": {"audience": Audience.GROUP, "groups": frozenset({"team"})},
    "everyone": {"audience": Audience.EVERYONE},
}
ASKS = [
    Intent(turns=(text,), requester=who, groups=groups, use=use, territory=place)
    for text, (who, groups), use, place in product(
        TEXTS, ((PERSON, ()), ("bob", ()), ("eve", ("team",)), ("", ())), USES, PLACES
    )
]
DOCUMENTS = {text: Document.of(Intent(turns=(text,)), today=START.date()) for text in TEXTS}

KINDS = (*["ask"] * 8, "uses", "place", "bar", "audience", "shorten", "renew", "revoke", "expire")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(0, 200),
        st.integers(0, len(ASKS) - 1),
    ),
    min_size=1,
    max_size=10,
)
GRANTS = st.tuples(
    st.sampled_from(sorted(AUDIENCES)), st.integers(0, 100), st.integers(1, 500), st.booleans(), st.booleans()
)


class Account:
    """What was agreed, in plain days and words."""

    def __init__(self, audience: str, start: int, end: int, both: bool, anywhere: bool) -> None:
        self.audience, self.start, self.end = audience, start, end
        self.uses = set(USES) if both else {Use.PERSONAL}
        self.places = set() if anywhere else {"DE"}
        self.barred = self.revoked = self.over = False

    def allows(self, asked: Intent, day: int) -> bool:
        welcome = (
            asked.requester == PERSON
            or {
                "only_me": False,
                "named": asked.requester == "bob",
                "group": "team" in asked.groups,
                "everyone": True,
            }[self.audience]
        )
        return (
            welcome
            and not self.revoked
            and not self.over
            and self.start <= day < self.end
            and asked.use in self.uses
            and (not self.places or asked.territory in self.places)
            and not (self.barred and "party" in asked.turns[0])
        )

    def scope(self) -> Scope:
        return Scope(
            valid_from=START + timedelta(days=self.start),
            valid_until=START + timedelta(days=self.end),
            uses=frozenset(self.uses),
            territories=frozenset(self.places),
            barred_topics=frozenset({"party"} if self.barred else ()),
            **AUDIENCES[self.audience],  # type: ignore[arg-type]
        )


def narrowed(account: Account, step: str, day: int, number: int) -> bool:
    """Narrow the account; whether that may be done."""
    if account.revoked or account.over or day >= account.end:
        return False
    match step:
        case "uses":
            account.uses = {Use.PERSONAL}
        case "place":
            account.places = {"DE"}
        case "bar":
            account.barred = True
        case "audience":
            account.audience = "only_me"
        case "shorten":
            account.end = max(account.start + 1, min(account.end, account.start + number))
    return True


def event_of(step: str, account: Account, consent: Consent, day: int, number: int) -> tuple[ConsentEvent | None, bool]:
    """The event of a step, None where not even a scope can be made for it, and whether it must be taken."""
    at = START + timedelta(days=day)
    plain = ConsentEvent(kind=EventKind.REVOKED, at=at, by=PERSON)
    if step == "revoke":
        taken, account.revoked = not account.revoked, True
        return plain, taken
    if step == "expire":
        taken = not account.revoked and not account.over and day >= account.end
        account.over = account.over or taken
        return replace(plain, kind=EventKind.EXPIRED), taken
    if step == "renew":
        end = day + 10 * number
        taken = not account.revoked and end > max(day, account.end) and end > max(account.start, day)
        try:
            scope = renewed_scope(consent, at, START + timedelta(days=end))
        except ConsentError:
            return None, taken
        if taken:
            account.start, account.end, account.over = max(account.start, day), end, False
        return replace(plain, kind=EventKind.RENEWED, scope=scope), taken
    taken = narrowed(account, step, day, number)
    scope = account.scope() if taken else consent.scope
    return replace(plain, kind=EventKind.NARROWED, scope=scope), taken


def opens(consents: MemoryConsents, asked: Intent, day: int) -> bool:
    document = DOCUMENTS[asked.turns[0]]
    at = START + timedelta(days=day)
    try:
        reconfirm(("cons_1",), ask=Ask.of(asked, document), consents=consents, at=at)
    except ConsentGone:
        return False
    return True


def live(granted: tuple[str, int, int, bool, bool], steps: list[tuple[str, int, int]]) -> list[bool]:
    """Lead one life and compare it with the account at every step; what was opened and what was not."""
    audience, start, length, both, anywhere = granted
    account = Account(audience, start, start + length, both, anywhere)
    first = ConsentEvent(kind=EventKind.GRANTED, at=START, by=PERSON, scope=account.scope())
    consent = Consent(record=record(), events=(first,))
    consents = MemoryConsents([consent])
    day, opened = 0, []
    for step, number, which in steps:
        day += number
        if step == "ask":
            opened.append(opens(consents, ASKS[which], day))
            assert opened[-1] is account.allows(ASKS[which], day)
            continue
        event, taken = event_of(step, account, consent, day, which)
        try:
            after = None if event is None else consent.then(event)
        except ConsentError:
            after = None
        assert (after is not None) is taken
        if after is not None:
            consent = after
            consents.put(consent)
    return opened


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(GRANTS, STEPS)
def test_a_life_goes_as_agreed(granted: tuple[str, int, int, bool, bool], steps: list[tuple[str, int, int]]) -> None:
    live(granted, steps)


def test_nothing_is_rendered_outside_a_valid_scope_in_ten_thousand_lives() -> None:
    chance = random.Random(20261121)
    opened: list[bool] = []
    for _ in range(N_TRACES):
        whom = chance.choice(sorted(AUDIENCES))
        granted = (whom, chance.randint(0, 100), chance.randint(1, 500), chance.random() < 0.5, chance.random() < 0.5)
        steps = [
            (chance.choice(KINDS), chance.randint(0, 60), chance.randrange(len(ASKS)))
            for _ in range(chance.randint(1, 10))
        ]
        opened += live(granted, steps)
    assert min(opened.count(True), opened.count(False)) > 1000
