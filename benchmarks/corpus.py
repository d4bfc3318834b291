"""Reads the hand-written cases of the policy layer: `tests/policy/cases/<part>/<group>.jsonl`.

The `tune` part may be looked at while detectors are written. The `measure` part is frozen: it is only ever measured,
and its digest stands in `measure.sha256`, so that whoever changes it shows that they did.

A line is one JSON value. An object with `group` is a heading and holds for the lines below it: `group`, `side`
(`refuse` or `allow`), and if wanted `label`, `accept` (verdicts) and `code`. Every other line is one case: a string,
which is one request as typed, or an object with `text` or `turns` and if wanted `shots`, `invented`, `accept` and
`code`. A shot is the words of its scene, or an object with slots of `policy.types.ShotIntent`. Without `accept`,
`refuse` means that ask and block are right and `allow` that only allow is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from policy.table import digest
from policy.types import Code, Intent, ShotIntent, SubjectIntent, Verdict

CASES = Path(__file__).parents[1] / "tests" / "policy" / "cases"
FROZEN = "measure.sha256"

PLANNED_CODES = frozenset(
    f"likeness.{name}"
    for name in ("deceased_recent", "role_title", "descriptive_identity", "deceptive_news", "false_endorsement")
) | {"style.living_artist"}
"""Codes of the policy's contract that a case may expect before a detector exists that gives them."""


class CorpusError(ValueError):
    """A file of cases is missing or malformed; the message names the file and the line."""


class Part(StrEnum):
    """What a case is for."""

    TUNE = "tune"
    MEASURE = "measure"


class Side(StrEnum):
    """Whether a considerate person would hold the request back."""

    REFUSE = "refuse"
    ALLOW = "allow"


_RIGHT = {
    Side.REFUSE: (frozenset({Verdict.ASK, Verdict.BLOCK}), frozenset({Verdict.BLOCK})),
    Side.ALLOW: (frozenset({Verdict.ALLOW}), frozenset({Verdict.ALLOW, Verdict.ASK})),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One request and what may be answered.

    Attributes:
        part: What the case is for.
        side: Whether it should be held back.
        group: What kind of request it is; one file holds one group.
        label: The kind within the group: a language, a trick.
        accept: The verdicts that are right.
        code: The reason a refusal should give, or None where several would do.
        intent: What the gate is shown.
        place: `tune/listed.jsonl:12`.
    """

    part: Part
    side: Side
    group: str
    label: str
    accept: frozenset[Verdict]
    code: str | None
    intent: Intent
    place: str


def _known(code: str) -> str:
    known = {each.value for each in Code} | PLANNED_CODES
    if code not in known:
        raise ValueError(f"code is {code!r}, must be one of {sorted(known)!r}")
    return code


def _written(text: str) -> str:
    if not text.strip():
        raise ValueError(f"text is {text!r}, must hold words")
    return text


_Code = Annotated[str, AfterValidator(_known)]
_Text = Annotated[str, AfterValidator(_written)]
_Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Heading(_Row):
    group: _Word
    side: Side
    label: _Word | None = None
    accept: frozenset[Verdict] | None = None
    code: _Code | None = None


class _SubjectRow(_Row):
    id: _Text
    words: _Text
    action: str = ""


class _ShotRow(_Row):
    scene: _Text
    camera: str = "static"
    lighting: str = "soft daylight"
    temporal: str = "slow, calm movement"
    style: str = "flat illustration"
    setting: str = ""
    subjects: tuple[_SubjectRow, ...] = ()
    onscreen_text: tuple[_Text, ...] = ()

    def intent(self) -> ShotIntent:
        subjects = tuple(SubjectIntent(**each.model_dump()) for each in self.subjects)
        return ShotIntent(**self.model_dump(exclude={"subjects"}), subjects=subjects)


def _scene(value: object) -> object:
    return {"scene": value} if isinstance(value, str) else value


class _CaseRow(_Row):
    text: _Text | None = None
    turns: Annotated[tuple[_Text, ...], Field(min_length=1)] | None = None
    shots: tuple[Annotated[_ShotRow, BeforeValidator(_scene)], ...] = ()
    invented: tuple[_Text, ...] = ()
    accept: frozenset[Verdict] | None = None
    code: _Code | None = None

    @model_validator(mode="after")
    def _says_something_once(self) -> _CaseRow:
        if (self.text is None) == (self.turns is None):
            raise ValueError("a case has either 'text' or 'turns'")
        return self

    def intent(self) -> Intent:
        turns = self.turns or (self.text or "",)
        return Intent(turns=turns, shots=tuple(row.intent() for row in self.shots), invented=self.invented)


def load(part: Part, *, root: Path = CASES) -> tuple[Case, ...]:
    """All cases of one part, in the order of file names and lines.

    Args:
        part: Which part.
        root: The folder that holds the parts.

    Raises:
        CorpusError: There is no file, or a line is not a heading or a case.
    """
    paths = _files(part, root)
    return tuple(case for path in paths for case in _read(path, part))


def measure_digest(*, root: Path = CASES) -> str:
    """SHA-256 over names and contents of the files of the measure part, as hex.

    Args:
        root: The folder that holds the parts.

    Raises:
        CorpusError: There is no file.
    """
    return digest(_files(Part.MEASURE, root))


def frozen_digest(*, root: Path = CASES) -> str:
    """What `measure.sha256` says that the digest of the measure part is.

    Args:
        root: The folder that holds the parts.

    Raises:
        CorpusError: The file is missing.
    """
    try:
        return (root / FROZEN).read_text(encoding="ascii").strip()
    except FileNotFoundError as exc:
        raise CorpusError(f"{FROZEN!r} is missing in {str(root)!r}; the measure part has to be frozen") from exc


def _files(part: Part, root: Path) -> list[Path]:
    paths = sorted((root / part).glob("*.jsonl"))
    if not paths:
        raise CorpusError(f"no .jsonl file in {str(root / part)!r}, must be at least one")
    return paths


def _read(path: Path, part: Part) -> Iterator[Case]:
    heading: _Heading | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line:
            continue
        place = f"{part}/{path.name}:{number}"
        try:
            value = json.loads(line)
            if isinstance(value, dict) and "group" in value:
                heading = _checked_heading(_Heading.model_validate(value), path)
            elif heading is None:
                raise CorpusError("a case stands before the first heading")
            else:
                row = _CaseRow.model_validate({"text": value} if isinstance(value, str) else value)
                yield _case(row, heading, part, place)
        except ValidationError as exc:
            first = exc.errors(include_url=False)[0]
            where = ".".join(str(key) for key in first["loc"]) or "line"
            raise CorpusError(f"{place}: {where}: {first['msg']}, found {first['input']!r}") from exc
        except ValueError as exc:
            raise CorpusError(f"{place}: {exc}") from exc


def _checked_heading(heading: _Heading, path: Path) -> _Heading:
    if heading.group != path.stem:
        raise CorpusError(f"group is {heading.group!r}, must be {path.stem!r} like the file")
    if heading.accept is not None:
        _checked_accept(heading.accept, heading.side)
    return heading


def _checked_accept(accept: frozenset[Verdict], side: Side) -> frozenset[Verdict]:
    if accept not in _RIGHT[side]:
        found, *right = (sorted(verdict.value for verdict in each) for each in (accept, *_RIGHT[side]))
        raise CorpusError(f"accept is {found!r}, must be one of {right!r} on the side {side.value!r}")
    return accept


def _case(row: _CaseRow, heading: _Heading, part: Part, place: str) -> Case:
    accept = row.accept or heading.accept or _RIGHT[heading.side][0]
    return Case(
        part=part,
        side=heading.side,
        group=heading.group,
        label=heading.label or heading.group,
        accept=_checked_accept(accept, heading.side),
        code=row.code or heading.code,
        intent=row.intent(),
        place=place,
    )


def words(case: Case) -> str:
    """Everything that a case shows the gate, as one text; turns and fields are parted by ` / `.

    Args:
        case: The case.
    """
    parts = list(case.intent.turns)
    for shot in case.intent.shots:
        parts += [shot.scene, shot.camera, shot.lighting, shot.temporal, shot.style, shot.setting]
        parts += [f"{each.id}: {each.words} {each.action}".rstrip() for each in shot.subjects]
        parts += shot.onscreen_text
    return " / ".join(part for part in parts if part)
