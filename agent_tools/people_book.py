"""Changes an operator's own list and the opt-outs: import, opt out, remove. One change at a time in one home."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from agent_tools.errors import NotFound
from agent_tools.policy_home import PolicyHome
from policy.errors import PeopleFileError, PolicyDataError
from policy.people_file import MAX_BYTES, MAX_PEOPLE, Row, person, read_people, written
from policy.roster import Kind, own_listing, unnoticed


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a change did.

    Attributes:
        added: Ids that are new.
        replaced: Ids that were there and now say something else.
        removed: Ids that are gone.
        total: How many people stand on the lists now.
        digest: `sha256:...` of the people file in force; empty where nobody stands in it.
    """

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    total: int
    digest: str

    def to_json(self) -> dict[str, Any]:
        """What `reelwright people ... --json` prints."""
        return asdict(self)


def people(home: PolicyHome) -> tuple[Row, ...]:
    """Everyone on the operator's lists, in the order of their ids.

    Args:
        home: Where the lists are.

    Raises:
        PolicyDataError: The people file is missing or damaged.
    """
    return tuple(json.loads(line) for line in home.people_text().splitlines())


def import_people(home: PolicyHome, path: Path) -> Change:
    """Add everyone in a file. A row whose id stands on the list already replaces that row.

    Args:
        home: Where the lists are.
        path: CSV with a header, or JSON lines.

    Raises:
        PeopleFileError: The file cannot be read, or a line is no person or would protect nobody; nothing is imported.
        PolicyDataError: The people file in force is missing or damaged, or the home cannot be written.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as exc:
        why = getattr(exc, "strerror", None) or exc
        raise PeopleFileError(f"people file {str(path)!r} cannot be read: {why}") from exc
    rows = read_people(data, path.name)
    lines = {str(row["id"]): line for line, row in rows}
    for figure in unnoticed(own_listing(row for _, row in rows)):
        raise PeopleFileError(
            f"people file {path.name!r}, line {lines[figure.id]}: {_unnoticed(figure.name)}; nothing was imported"
        )
    return _put(home, [row for _, row in rows])


def opt_out(home: PolicyHome, name: str, aliases: Sequence[str] = ()) -> Change:
    """Leave somebody's likeness alone for good, whatever the limit of years for the dead says.

    Args:
        home: Where the lists are.
        name: The name by which the person is best known; everyone listed under it opts out.
        aliases: Other names of the person.

    Raises:
        PeopleFileError: A name is no name, or would protect nobody.
        PolicyDataError: The people file in force is missing or damaged, or the home cannot be written.
    """
    row = person({"name": name, "aliases": list(aliases)}, Kind.OPT_OUT)
    for figure in unnoticed(own_listing([row])):
        raise PeopleFileError(_unnoticed(figure.name))
    return _put(home, [row])


def remove(home: PolicyHome, ids: Sequence[str]) -> Change:
    """Take people off the operator's lists.

    Args:
        home: Where the lists are.
        ids: As `people` gives them, such as `own/ada-example`.

    Raises:
        NotFound: An id stands on neither list; nothing is removed.
        PolicyDataError: The people file in force is missing or damaged, or the home cannot be written.
    """

    def without(rows: dict[str, Row]) -> Change:
        for id_ in ids:
            if id_ not in rows:
                raise NotFound(f"there is no {id_!r} on the operator's lists; `reelwright people list` shows who is")
        gone = tuple(dict.fromkeys(ids))
        for id_ in gone:
            del rows[id_]
        return Change(removed=gone, total=len(rows), digest="")

    return _changed(home, without)


def _put(home: PolicyHome, new: Sequence[Row]) -> Change:
    def with_them(rows: dict[str, Row]) -> Change:
        added = tuple(row["id"] for row in new if row["id"] not in rows)
        replaced = tuple(row["id"] for row in new if row["id"] in rows and rows[row["id"]] != row)
        rows.update((row["id"], row) for row in new)
        if len(rows) > MAX_PEOPLE:
            raise PeopleFileError(f"the lists would hold {len(rows)!r} people, must hold at most {MAX_PEOPLE}")
        return Change(added=added, replaced=replaced, total=len(rows), digest="")

    return _changed(home, with_them)


def _changed(home: PolicyHome, edit: Callable[[dict[str, Row]], Change]) -> Change:
    with _alone(home):
        rows = {str(row["id"]): row for row in people(home)}
        change = edit(rows)
        digest = home.put_people(written(rows.values()))
    return Change(
        added=change.added, replaced=change.replaced, removed=change.removed, total=change.total, digest=digest
    )


@contextmanager
def _alone(home: PolicyHome) -> Iterator[None]:
    """Keeps other processes from changing the lists meanwhile."""
    path = home.folder / "lock"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = path.open("ab")
    except OSError as exc:
        raise PolicyDataError(f"policy folder {str(home.folder)!r} cannot be written: {exc.strerror}") from exc
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _unnoticed(name: str) -> str:
    return (
        f"the name {name!r} would not be noticed in 'a clip of {name}', so it would protect nobody: it is too short, "
        "or first of all a common word or a name of many people; give the full name"
    )
