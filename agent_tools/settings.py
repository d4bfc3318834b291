"""Where things are kept: the only reader of the environment.

Every variable begins with `REELWRIGHT_`. A variable with that prefix that nobody knows is refused, so that a
misspelt one cannot silently leave a default in force. Reading settings writes nothing and makes no folder.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from platformdirs import user_data_dir
from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from agent_tools.errors import SettingsError
from generator.label_choice import MAX_LANGUAGES, Label, LabelCorner, LabelSpan, LabelStyle
from generator.label_text import Language

PREFIX = "REELWRIGHT_"
_IN_HOME = "reelwright.db in home"
_CLIPS, _CHECKPOINTS = "clips in home", "checkpoints in home"


def _default_home() -> Path:
    return Path(user_data_dir("reelwright", appauthor=False))


class Settings(BaseSettings):
    """The settings of one installation, from arguments first, then from the environment.

    Attributes:
        home: Folder of the database, the clips and the gate's key (`REELWRIGHT_HOME`). `~` is expanded and a relative
            folder is taken from the working folder; the default is the user's data folder.
        database_url: `sqlite:///FILE` (`REELWRIGHT_DATABASE_URL`); the default is `reelwright.db` in `home`.
        policy: The operator's policy file (`REELWRIGHT_POLICY`); None for what is built in. It is read with the gate.
        blobs_url: Where clips are stored (`REELWRIGHT_BLOBS_URL`): a folder, or a URL that fsspec knows, such as
            `s3://bucket/folder`; the default is `clips` in `home`.
        checkpoints_url: Where the signed checkpoints of the audit chain are written (`REELWRIGHT_CHECKPOINTS_URL`), in
            the same forms; the default is `checkpoints` in `home`. Only a place that whoever can write the database
            cannot write makes them a proof.
        checkpoint_rows: After how many links of the audit chain another checkpoint is written
            (`REELWRIGHT_CHECKPOINT_ROWS`), 1..100000.
        retention_days: How long personal text is kept (`REELWRIGHT_RETENTION_DAYS`), 1..36500; None for as long as
            nobody erases it. It is applied by `reelwright retention run`.
        label_languages: Languages of the visible label, such as `en,de` (`REELWRIGHT_LABEL_LANGUAGES`), 1 to 3.
        label_style: `text`, `icon` or `both` (`REELWRIGHT_LABEL_STYLE`).
        label_corner: `lower-right` or `lower-left` (`REELWRIGHT_LABEL_CORNER`).
        label_span: `always`, or `start` for the first two seconds of clips that show no person
            (`REELWRIGHT_LABEL_SPAN`).
        signer: `module:name` of what signs clips in place of the local authority, such as a key service: an object
            that meets `generator.provenance.signer.ClipSigner`, or a function that gives one (`REELWRIGHT_SIGNER`).
        timestamp_url: A time-stamp authority (RFC 3161) for the local authority (`REELWRIGHT_TIMESTAMP_URL`); None
            for none, and then nothing of a clip leaves this machine.
        jobs_running: Renders at once in one worker process (`REELWRIGHT_JOBS_RUNNING`), 1..64.
        jobs_queued: Jobs that may wait, of everybody together (`REELWRIGHT_JOBS_QUEUED`), 1..1000000.
        jobs_queued_per_principal: Jobs of one person that may wait (`REELWRIGHT_JOBS_QUEUED_PER_PRINCIPAL`),
            1..1000000.
        jobs_work_per_day: Pixels x frames x steps that one person may have rendered in 24 hours
            (`REELWRIGHT_JOBS_WORK_PER_DAY`), 1 or more.
        jobs_approve_over: Such work above which `over_budget` asks first (`REELWRIGHT_JOBS_APPROVE_OVER`), 1 or more.
        jobs_ttl_s: Seconds that a job may wait to be taken up or answered (`REELWRIGHT_JOBS_TTL_S`), 1..2592000.
        jobs_lease_s: Seconds after which a worker that gave no sign is taken for dead (`REELWRIGHT_JOBS_LEASE_S`),
            1..3600.
        jobs_max_attempts: Renders that are begun for one job before it counts as failed
            (`REELWRIGHT_JOBS_MAX_ATTEMPTS`), 1..10.
        tell_request: Whether the words of a request are written into its clip's credential
            (`REELWRIGHT_TELL_REQUEST`); otherwise only a digest is.

    Raises:
        SettingsError: A value is unusable, or a variable with the prefix is unknown.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    home: Path = Field(default_factory=_default_home)
    database_url: str = Field(default=_IN_HOME, validate_default=True)
    policy: Path | None = None
    blobs_url: str = Field(default=_CLIPS, validate_default=True)
    checkpoints_url: str = Field(default=_CHECKPOINTS, validate_default=True)
    checkpoint_rows: int = Field(default=20, ge=1, le=100_000)
    retention_days: int | None = Field(default=None, ge=1, le=36_500)
    label_languages: str = "en"
    label_style: LabelStyle = LabelStyle.TEXT
    label_corner: LabelCorner = LabelCorner.LOWER_RIGHT
    label_span: LabelSpan = LabelSpan.ALWAYS
    signer: str | None = Field(default=None, pattern=r"^[\w.]+:\w+$")
    timestamp_url: str | None = Field(default=None, pattern=r"^https?://[^\s]+$")
    tell_request: bool = False
    jobs_running: int = Field(default=1, ge=1, le=64)
    jobs_queued: int = Field(default=10_000, ge=1, le=1_000_000)
    jobs_queued_per_principal: int = Field(default=1_000, ge=1, le=1_000_000)
    jobs_work_per_day: int = Field(default=10**12, ge=1)
    jobs_approve_over: int = Field(default=2 * 10**9, ge=1)
    jobs_ttl_s: float = Field(default=86_400.0, ge=1.0, le=2_592_000.0, allow_inf_nan=False)
    jobs_lease_s: float = Field(default=30.0, ge=1.0, le=3600.0, allow_inf_nan=False)
    jobs_max_attempts: int = Field(default=3, ge=1, le=10)

    def __init__(  # the arguments are the settings
        self,
        *,
        home: Path | None = None,
        database_url: str | None = None,
        policy: Path | None = None,
        blobs_url: str | None = None,
        checkpoints_url: str | None = None,
        retention_days: int | None = None,
    ) -> None:
        given: dict[str, Any] = {
            "home": home,
            "database_url": database_url,
            "policy": policy,
            "blobs_url": blobs_url,
            "checkpoints_url": checkpoints_url,
            "retention_days": retention_days,
        }
        _refuse_unknown_variables(set(type(self).model_fields))
        try:
            super().__init__(**{name: value for name, value in given.items() if value is not None})
        except ValidationError as exc:
            raise SettingsError("; ".join(_sentence(dict(e)) for e in exc.errors())) from exc

    @field_validator("home", mode="before")
    @classmethod
    def _home_is_named(cls, value: object) -> object:
        if isinstance(value, str) and not value.strip():
            raise ValueError("must name a folder, not be empty")
        return value

    @field_validator("home")
    @classmethod
    def _home_is_absolute(cls, value: Path) -> Path:
        try:
            home = value.expanduser().absolute()
        except RuntimeError as exc:
            raise ValueError(f"cannot be expanded: {exc}") from exc
        if any(mark in str(home) for mark in "\0?"):
            raise ValueError("must hold neither a NUL character nor `?`, which no database URL can name")
        try:
            is_file = home.exists() and not home.is_dir()
        except OSError as exc:
            raise ValueError(f"cannot be looked at: {exc.strerror}") from exc
        if is_file:
            raise ValueError("must be a folder, and this is a file")
        return home

    @field_validator("database_url")
    @classmethod
    def _database_is_a_file(cls, value: str, info: ValidationInfo) -> str:
        if value == _IN_HOME:
            # A home that was refused is reported by itself; there is nothing to derive from it.
            return f"sqlite:///{info.data['home'] / 'reelwright.db'}" if "home" in info.data else value
        if not value.startswith("sqlite:///") or value == "sqlite:///" or "?" in value or ":memory:" in value:
            raise ValueError("must be sqlite:///FILE, without options")
        return value

    @field_validator("blobs_url", "checkpoints_url")
    @classmethod
    def _place_is_named(cls, value: str, info: ValidationInfo) -> str:
        if value in (_CLIPS, _CHECKPOINTS):
            return str(info.data["home"] / value.partition(" ")[0]) if "home" in info.data else value
        if not value.strip() or "\0" in value:
            raise ValueError("must name a folder or a URL")
        return value if "://" in value else str(Path(value).expanduser().absolute())

    @field_validator("policy", mode="before")
    @classmethod
    def _policy_is_named(cls, value: object) -> object:
        if isinstance(value, str) and (not value.strip() or "\0" in value):
            raise ValueError("must name a file; unset it to use what is built in")
        return value

    @field_validator("policy")
    @classmethod
    def _policy_is_absolute(cls, value: Path | None) -> Path | None:
        try:
            return None if value is None else value.expanduser().absolute()
        except RuntimeError as exc:
            raise ValueError(f"cannot be expanded: {exc}") from exc

    @field_validator("label_languages")
    @classmethod
    def _languages_are_known(cls, value: str) -> str:
        codes = [code.strip().lower() for code in value.split(",")]
        known = [language.value for language in Language]
        if not 1 <= len(codes) <= MAX_LANGUAGES or not set(codes) <= set(known):
            raise ValueError(f"must be 1 to {MAX_LANGUAGES} of {', '.join(known)}, with commas between them")
        return ",".join(dict.fromkeys(codes))

    @property
    def label(self) -> Label:
        """The visible label of this installation."""
        return Label(
            languages=tuple(Language(code) for code in self.label_languages.split(",")),
            style=self.label_style,
            corner=self.label_corner,
            span=self.label_span,
        )

    @property
    def provenance_dir(self) -> Path:
        """Folder of the keys and certificates that clips are marked with."""
        return self.home / "provenance"

    @property
    def policy_dir(self) -> Path:
        """Folder of the operator's people, and of every policy and list that a decision was made with."""
        return self.home / "policy"

    @property
    def clips_dir(self) -> Path:
        """Folder of the clips, where no other place is set."""
        return self.home / "clips"

    @property
    def work_dir(self) -> Path:
        """Folder of what is being rendered."""
        return self.home / "work"

    @property
    def audit_key_path(self) -> Path:
        """File of the key that signs the checkpoints of the audit chain."""
        return self.home / "audit.key"

    @property
    def link_key_path(self) -> Path:
        """File of the key that signs URLs of clips."""
        return self.home / "link.key"

    @property
    def gate_key_path(self) -> Path:
        """File of the gate's key."""
        return self.home / "gate.key"


def environment_with(more: Mapping[str, str]) -> dict[str, str]:
    """The environment of this process with further variables, for a program that it starts.

    Args:
        more: The further ones.
    """
    return {**os.environ, **more}


def _refuse_unknown_variables(fields: set[str]) -> None:
    known = {PREFIX + name.upper() for name in fields}
    unknown = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)
    if unknown:
        raise SettingsError(f"unknown environment variable {', '.join(unknown)}; known are {', '.join(sorted(known))}")


def _sentence(error: dict[str, Any]) -> str:
    name = ".".join(str(part) for part in error["loc"])
    return f"{name} ({PREFIX}{name.upper()}) = {error['input']!r}: {error['msg'].removeprefix('Value error, ')}"
