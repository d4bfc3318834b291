"""What is true before a conversation begins: who asks, who has consented, what the operator decided, and the time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, model_validator

from agent_tools.converse.facet import Part
from agent_tools.job import LOCAL, Approve, JobLimits
from generator.label_choice import LabelCorner, LabelStyle
from policy.consent.record import EvidenceKind, Relation
from policy.consent.scope import Audience
from policy.errors import OperatorPolicyError
from policy.operator_file import read_policy
from policy.types import Use

SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
"""How scenarios, tags, consents and bots are called."""

LOCALES = r"^[a-z]{2}(,[a-z]{2}){0,2}$"
"""One to three languages of the label, as the setting `label_languages` takes them."""

Words = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=200)]
Slug = Annotated[str, StringConstraints(strict=True, pattern=SLUG, max_length=100)]


def _inside(path: str) -> str:
    if ".." in path.split("/"):
        raise ValueError(f"{path!r} leads out of the folder of the scenario's file")
    return path


Beside = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[\w.][\w ./-]*$", max_length=300), AfterValidator(_inside)
]
"""A file beside the scenario's file, or in a folder there."""


class ConsentGiven(Part):
    """A consent as the registry takes it; without further options for the person alone and personal use.

    Attributes:
        id: What the scenario calls it; the registry's own id is `${consent.ID}`.
        subject: The name of the person who is shown.
        aliases: Further names that the person gave.
        person: Key of the person as a requester; empty for a new one.
        granter: Who grants it; empty for the person.
        relation: By what right.
        evidence: What it can be shown with.
        audience: Who may ask.
        requesters: Who may ask, with audience `named`.
        groups: Whose members may ask, with audience `group`.
        uses: What clips may be for.
        territories: Where they may be shown; none means everywhere.
        topics: Words of which a request must hold one.
        barred_topics: Words that no request may hold.
        valid_from: The first moment; the clock's time when left out.
        valid_until: The first moment after it; 12 months later when left out.
    """

    id: Slug
    subject: Words
    aliases: tuple[Words, ...] = Field(default=(), max_length=20)
    person: str = Field(default="", max_length=200)
    granter: str = Field(default="", max_length=200)
    relation: Relation = Relation.SELF
    evidence: EvidenceKind = EvidenceKind.STATEMENT
    audience: Audience = Audience.ONLY_ME
    requesters: tuple[Words, ...] = ()
    groups: tuple[Words, ...] = ()
    uses: tuple[Use, ...] = Field(default=(Use.PERSONAL,), min_length=1)
    territories: tuple[Words, ...] = ()
    topics: tuple[Words, ...] = ()
    barred_topics: tuple[Words, ...] = ()
    valid_from: AwareDatetime | None = None
    valid_until: AwareDatetime | None = None

    @model_validator(mode="after")
    def _audience_fits(self) -> Self:
        for level, name in ((Audience.NAMED, "requesters"), (Audience.GROUP, "groups")):
            if (self.audience is level) != bool(getattr(self, name)):
                raise ValueError(
                    f"{name} {list(getattr(self, name))!r} do not go with audience {self.audience.value!r}"
                )
        if self.relation is not Relation.SELF and self.evidence is EvidenceKind.STATEMENT:
            raise ValueError(f"relation {self.relation.value!r} needs evidence other than 'statement'")
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            raise ValueError("valid_until must be after valid_from")
        return self


class Limits(Part):
    """What the installation takes on, as of `agent_tools.job.JobLimits`; what is left out is as there.

    Attributes:
        queued: Jobs that may wait.
        queued_per_principal: Jobs of one requester that may wait.
        work_per_day: Pixels x frames x steps that one requester may have rendered in 24 hours.
        approve_over: Work above which `over_budget` asks first.
        ttl_s: Seconds that a job may wait to be taken up or answered.
        lease_s: Seconds after which a worker that gave no sign is taken for dead.
        max_attempts: Renders that are begun for one job.
    """

    queued: int | None = Field(default=None, ge=1)
    queued_per_principal: int | None = Field(default=None, ge=1)
    work_per_day: int | None = Field(default=None, ge=1)
    approve_over: int | None = Field(default=None, ge=1)
    ttl_s: float | None = Field(default=None, ge=1)
    lease_s: float | None = Field(default=None, ge=1)
    max_attempts: int | None = Field(default=None, ge=1, le=10)

    @model_validator(mode="after")
    def _in_range(self) -> Self:
        self.limits()
        return self

    def limits(self) -> JobLimits:
        """The limits as the desk takes them."""
        return JobLimits(**self.model_dump(exclude_none=True))


class Context(Part):
    """What is true when the conversation begins.

    Attributes:
        tenant: Whose jobs and clips they are.
        requester: Who asks, as the program that authenticated them knows them; empty for nobody told apart.
        groups: The groups that the same program knows them to belong to.
        use: What the clips are for.
        territory: Where they will be shown; None for not said.
        approve: When a person has to approve the storyboard.
        product: A name that stands as `${product}`; the service knows no products.
        brand: A name that stands as `${brand}`; the service knows no brands.
        consents: Consents on record, granted in this order.
        people: Names that the operator put on the list of people who must not be shown.
        clock: What time it is when it begins, with its zone; it goes on by itself and by events. None for the time of
            the run.
        seed: The seed of requests that name none; None for what the service draws from the words.
        locale: Languages of label and disclosure, such as `en` or `en,de`.
        label_style: `text`, `icon` or `both`.
        label_corner: `lower-right` or `lower-left`.
        wait_s: How long a bot's tools wait for a clip before they give a handle, 0..25.
        limits: What the installation takes on.
        policy: The operator's policy: a `*.toml` file beside the scenario, or its content as a mapping.
    """

    tenant: Words = LOCAL
    requester: str = Field(default="", max_length=200)
    groups: tuple[Words, ...] = ()
    use: Use = Use.PERSONAL
    territory: str | None = Field(default=None, pattern="^[A-Z]{2}$")
    approve: Approve = Approve.NEVER
    product: Words | None = None
    brand: Words | None = None
    consents: tuple[ConsentGiven, ...] = ()
    people: tuple[Words, ...] = ()
    clock: AwareDatetime | None = None
    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)
    locale: str | None = Field(default=None, pattern=LOCALES)
    label_style: LabelStyle | None = None
    label_corner: LabelCorner | None = None
    wait_s: int | None = Field(default=None, ge=0, le=25)
    limits: Limits | None = None
    policy: Beside | dict[str, Any] | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        ids = [each.id for each in self.consents]
        twice = next((each for each in ids if ids.count(each) > 1), None)
        if twice is not None:
            raise ValueError(f"two consents are called {twice!r}")
        if isinstance(self.policy, dict):
            try:
                read_policy(policy_toml(self.policy), "policy")
            except OperatorPolicyError as exc:
                raise ValueError(str(exc)) from exc
        return self

    def policy_file(self, folder: Path) -> bytes | None:
        """The operator's policy as the bytes of its file; None for what is built in.

        Args:
            folder: Where the scenario's file lies.

        Raises:
            OSError: The file beside it cannot be read.
        """
        if isinstance(self.policy, dict):
            return policy_toml(self.policy)
        return None if self.policy is None else (folder / self.policy).read_bytes()


def policy_toml(policy: Mapping[str, Any]) -> bytes:
    """An operator's policy that was written in YAML, as TOML.

    Args:
        policy: Keys of the policy file; `schema` may be left out.
    """
    plain = {"schema": 1} | {key: value for key, value in policy.items() if not isinstance(value, Mapping)}
    lines = [f"{json.dumps(key)} = {_toml(value)}" for key, value in plain.items()]
    for table, values in policy.items():
        if isinstance(values, Mapping):
            lines += [f"[{json.dumps(table)}]", *(f"{json.dumps(key)} = {_toml(each)}" for key, each in values.items())]
    return "\n".join((*lines, "")).encode()


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, default=str)
