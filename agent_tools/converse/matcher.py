"""The closed set of matchers, and when each holds.

In YAML an expected value is one of four things. All four become a `Matcher`, which is what the program works with:

* a scalar or a list: the value itself (`7`, `[en, de]`);
* a mapping whose keys are matchers: all of them hold (`{min: 1, max: 4}`, `{contains: fox, not_matches: wolf}`);
* a mapping with other keys: a part of a mapping, each value expected in turn; also written `{fields: {...}}`;
* `${name}`: a value that an earlier turn saved.

`contains`, `contains_any`, `contains_all` and `none_contain` look for words: capitals and runs of spaces do not count,
and where the value is a list each says something of its items. `matches` and `not_matches` are regular expressions that
are searched for, as Python knows them. A matcher is restricted by where it stands: a number cannot contain a text.
What can never hold (`min` over `max`, a text that must be there and must not) is an error when the file is read.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    WithJsonSchema,
    model_validator,
)

from agent_tools.converse.compare import folded, found, holds, is_there, number, same, shown
from agent_tools.converse.variable import is_variable

_NUMBER_WORDS = frozenset({"min", "max", "approx", "tol"})
_TEXT_WORDS = frozenset({"contains", "contains_any", "contains_all", "none_contain", "matches", "not_matches"})

Scalar = StrictBool | StrictInt | StrictFloat | StrictStr | None


class Matcher(BaseModel):
    """What a value has to be. Everything that is given has to hold.

    Attributes:
        equals: The value itself; a whole number and the same number with a point are one.
        other_than: A value that it must not be.
        one_of: Values of which it is one.
        contains: A text that stands in it.
        contains_all: Texts that all stand in it.
        contains_any: Texts of which one stands in it.
        none_contain: Texts of which none stands in it.
        matches: A regular expression that is found in it; several, and all are.
        not_matches: A regular expression that is not found in it; several, and none is.
        min: The least number.
        max: The greatest number.
        approx: About this number.
        tol: How far from `approx` is still about it.
        fields: A part of a mapping.
        present: True: it is there, and is neither empty nor false. False: the contrary.
        absent: The contrary of `present`.
        any: Whatever it is, it is there, though it may be empty.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    equals: Scalar | list[Any] = None
    other_than: Scalar | list[Any] = None
    one_of: list[Scalar] | None = Field(default=None, min_length=1)
    contains: StrictStr | None = Field(default=None, min_length=1)
    contains_all: list[StrictStr] | None = Field(default=None, min_length=1)
    contains_any: list[StrictStr] | None = Field(default=None, min_length=1)
    none_contain: list[StrictStr] | None = Field(default=None, min_length=1)
    matches: list[StrictStr] | None = Field(default=None, min_length=1)
    not_matches: list[StrictStr] | None = Field(default=None, min_length=1)
    min: StrictInt | StrictFloat | StrictStr | None = None
    max: StrictInt | StrictFloat | StrictStr | None = None
    approx: StrictInt | StrictFloat | StrictStr | None = None
    tol: StrictInt | StrictFloat | None = Field(default=None, ge=0)
    fields: dict[str, Value] | None = None
    present: StrictBool | None = None
    absent: StrictBool | None = None
    any: StrictBool | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_text_is_a_list(cls, data: Any) -> Any:  # noqa: ANN401  # any YAML value
        """One text where several may stand."""
        if not isinstance(data, Mapping):
            return data
        several = ("contains_all", "contains_any", "none_contain", "matches", "not_matches")
        return {key: [value] if key in several and isinstance(value, str) else value for key, value in data.items()}

    @model_validator(mode="after")
    def _can_hold(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("nothing is expected: give at least one matcher")
        for name in ("min", "max", "approx"):
            number = getattr(self, name)
            if isinstance(number, str) and not is_variable(number):
                raise ValueError(f"{name} {number!r} is no number")
        for pattern in (*(self.matches or ()), *(self.not_matches or ())):
            try:
                re.compile(pattern)
            except re.error as exc:
                raise ValueError(f"the regular expression {pattern!r} does not compile: {exc}") from exc
        impossible = contradiction(self)
        if impossible:
            raise ValueError(f"this can never hold: {impossible}")
        return self

    @property
    def given(self) -> frozenset[str]:
        """Which matchers were given."""
        return frozenset(self.model_fields_set)

    @property
    def wants_nothing(self) -> bool:
        """Whether it holds exactly when the value is not there."""
        return self.present is False or self.absent is True

    def fault(self, got: object) -> str | None:
        """Why it does not hold, in one sentence; None where it holds.

        Args:
            got: What came: a scalar, a list or a mapping; None for nothing.
        """
        for name in type(self).model_fields:
            if name in self.model_fields_set and name != "tol":
                why = _CHECKS[name](self, got)
                if why is not None:
                    return f"expected {why}, got {shown(got)}"
        return None


def coerced(value: object) -> object:
    """What stands in YAML as the fields of a `Matcher`.

    Args:
        value: Any YAML value.

    Raises:
        ValueError: It is a mapping with matchers and other keys side by side, or with one that is nearly a matcher.
    """
    if not isinstance(value, Mapping):
        return value if isinstance(value, Matcher) else {"equals": value}
    known = [key for key in value if key in Matcher.model_fields]
    others = [key for key in value if key not in Matcher.model_fields]
    if not others:
        return value
    for key in others:
        near = difflib.get_close_matches(str(key), Matcher.model_fields, n=1, cutoff=0.8)
        if known or near:
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"unknown matcher {key!r}{hint} (known: {', '.join(Matcher.model_fields)})")
    return {"fields": value}


def _presence(*, there: bool, wanted: bool) -> str | None:
    return None if there is wanted else "a value" if wanted else "nothing"


def _check_fields(want: Matcher, got: object) -> str | None:
    if not isinstance(got, Mapping):
        return f"a mapping with {', '.join(want.fields or ())}"
    for name, matcher in (want.fields or {}).items():
        why = matcher.fault(got.get(name))
        if why is not None:
            return f"{name}: {why.removeprefix('expected ').rpartition(', got ')[0]}"
    return None


def _check_min(want: Matcher, got: object) -> str | None:
    size, least = number(got), number(want.min)
    return None if size is not None and least is not None and size >= least else f"{want.min!r} or more"


def _check_max(want: Matcher, got: object) -> str | None:
    size, most = number(got), number(want.max)
    return None if size is not None and most is not None and size <= most else f"{want.max!r} or less"


def _check_approx(want: Matcher, got: object) -> str | None:
    size, about, tol = number(got), number(want.approx), want.tol or 0
    near = size is not None and about is not None and abs(size - about) <= tol + math.ulp(abs(about))
    return None if near else f"{want.approx!r} within {tol!r}"


def _check_any_text(want: Matcher, got: object) -> str | None:
    wanted = want.contains_any or []
    return None if any(holds(text, got) for text in wanted) else f"one of the texts {wanted!r} in it"


def _first(words: Sequence[str], fails: Callable[[str], bool], said: str) -> str | None:
    bad = next((each for each in words if fails(each)), None)
    return None if bad is None else f"{said} {bad!r}"


_CHECKS: dict[str, Callable[[Matcher, object], str | None]] = {
    "equals": lambda want, got: None if same(want.equals, got) else shown(want.equals),
    "other_than": lambda want, got: f"anything but {want.other_than!r}" if same(want.other_than, got) else None,
    "one_of": lambda want, got: (
        None if any(same(each, got) for each in want.one_of or ()) else f"one of {want.one_of!r}"
    ),
    "contains": lambda want, got: _first([want.contains or ""], lambda x: not holds(x, got), "the text"),
    "contains_all": lambda want, got: _first(want.contains_all or (), lambda x: not holds(x, got), "the text"),
    "contains_any": _check_any_text,
    "none_contain": lambda want, got: _first(want.none_contain or (), lambda x: holds(x, got), "nowhere the text"),
    "matches": lambda want, got: _first(want.matches or (), lambda x: not found(x, got), "a match of"),
    "not_matches": lambda want, got: _first(want.not_matches or (), lambda x: found(x, got), "no match of"),
    "min": _check_min,
    "max": _check_max,
    "approx": _check_approx,
    "fields": _check_fields,
    "present": lambda want, got: None if is_there(got) is want.present else ("a value" if want.present else "nothing"),
    "absent": lambda want, got: None if is_there(got) is not want.absent else ("nothing" if want.absent else "a value"),
    "any": lambda want, got: None if (got is not None) is want.any else ("a value" if want.any else "nothing"),
}


def contradiction(want: Matcher) -> str | None:
    """Why no value can ever be what is wanted; None where one can.

    Args:
        want: What is wanted.
    """
    for look in (_of_numbers, _of_presence, _of_words, _against_value):
        why = look(want)
        if why is not None:
            return why
    return None


def _of_numbers(want: Matcher) -> str | None:
    low, high, about = (number(each) for each in (want.min, want.max, want.approx))
    if low is not None and high is not None and low > high:
        return f"min {want.min!r} is over max {want.max!r}"
    if want.tol is not None and want.approx is None:
        return "tol stands without approx"
    if about is not None and low is not None and about + (want.tol or 0) < low:
        return f"approx {want.approx!r} is under min {want.min!r}"
    if about is not None and high is not None and about - (want.tol or 0) > high:
        return f"approx {want.approx!r} is over max {want.max!r}"
    return None


def _of_presence(want: Matcher) -> str | None:
    others = sorted(want.given - {"present", "absent"})
    if want.wants_nothing and others:
        return f"nothing may be there, and it must hold {', '.join(others)}"
    if want.present is not None and want.present is want.absent:
        return "present and absent say the contrary of each other"
    if want.any is False and want.given - {"any"}:
        return "any: false stands beside other matchers; absent: true says that nothing is there"
    return None


def _of_words(want: Matcher) -> str | None:
    wanted = [*filter(None, [want.contains]), *(want.contains_all or ())]
    for banned in want.none_contain or ():
        for text in wanted:
            if folded(banned) in folded(text):
                return f"{text!r} must be in it, and {banned!r} must not"
        if want.contains_any and all(folded(banned) in folded(text) for text in want.contains_any):
            return f"one of {want.contains_any!r} must be in it, and {banned!r} must not"
    both = set(want.matches or ()) & set(want.not_matches or ())
    return f"{min(both)!r} must match, and must not" if both else None


def _against_value(want: Matcher) -> str | None:
    """Why a value that is given itself is not what else is wanted."""
    if "equals" not in want.given or is_variable(want.equals):
        return None
    for name in sorted(want.given - {"equals", "tol"}):
        why = None if is_variable(getattr(want, name)) else _CHECKS[name](want, want.equals)
        if why is not None:
            return f"it is to be {want.equals!r}, and {why}"
    return None


def _only(kind: str, words: frozenset[str], fits: Callable[[object], bool]) -> Callable[[Matcher], Matcher]:
    """A check that a matcher is of one kind."""

    def check(want: Matcher) -> Matcher:
        if want.fields is not None:
            raise ValueError(f"{', '.join(want.fields)} is unknown here: this is {kind}; {', '.join(sorted(words))}")
        for name in sorted(want.given - {"present", "absent", "any", "equals", "other_than", "one_of"}):
            if name not in words:
                raise ValueError(f"{name!r} cannot stand here: this is {kind}")
        values = [*(getattr(want, n) for n in ("equals", "other_than") if n in want.given), *(want.one_of or ())]
        for value in values:
            if not is_variable(value) and not fits(value):
                raise ValueError(f"{value!r} is not allowed: this is {kind}")
        return want

    return check


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_number(value: object) -> bool:
    return number(value) is not None


KIND = "x-matcher"
"""The key under which a JSON Schema says what kind of value stands there; `schema` writes it out."""

Value = Annotated[Matcher, BeforeValidator(coerced), WithJsonSchema({KIND: "value"})]
"""Any value: of a tool's argument, say."""

Number = Annotated[
    Matcher,
    BeforeValidator(coerced),
    AfterValidator(_only("a number", _NUMBER_WORDS, _is_number)),
    WithJsonSchema({KIND: "number"}),
]
"""A number."""

Text = Annotated[
    Matcher,
    BeforeValidator(coerced),
    AfterValidator(_only("a text", _TEXT_WORDS, _is_text)),
    WithJsonSchema({KIND: "text"}),
]
"""A text."""

Texts = Annotated[
    Matcher,
    BeforeValidator(coerced),
    AfterValidator(_only("a list of texts", _TEXT_WORDS, _is_texts)),
    WithJsonSchema({KIND: "texts"}),
]
"""A list of texts."""

WORDS_OF = {"value": _TEXT_WORDS | _NUMBER_WORDS | {"fields"}, "number": _NUMBER_WORDS, "text": _TEXT_WORDS}
"""Which matchers may stand for a kind of value, beside those that may stand for all."""

Matcher.model_rebuild()
