"""The folder of an installation's own rules, in which every policy and people file is kept under its digest.

`policy/people` names the people file in force; `policy/kept/` holds it with all earlier ones, and a copy of each
policy file that was ever in force, so that an old decision can be made again. A file that is missing, cut short or
altered is a fault and never an empty list.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from policy.errors import OperatorPolicyError, PolicyDataError
from policy.operator import MAX_POLICY_BYTES, OperatorPolicy
from policy.prepare import FORMAT, MONONYMS, prepared, read_prepared
from policy.roster import OwnPeople
from policy.rulebook import Marks, Rulebook
from policy.table import RULES_VERSION, digest, shipped

SHA256 = "sha256:"
NOBODY = "nobody"

_MODE, _FOLDER_MODE = 0o600, 0o700
_KEY_DIGITS = 12


class PolicyHome:
    """Reads and keeps the operator's files.

    Args:
        folder: `Settings.policy_dir`; it need not be there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept = folder / "kept"
        self._pointer = folder / "people"

    def rulebook(self, policy: Path | None) -> Rulebook:
        """What is in force. The policy file is kept under its digest.

        Args:
            policy: The policy file; None for what is built in.

        Raises:
            OperatorPolicyError: The policy file is missing or wrong.
            PolicyDataError: A people file is missing or damaged, or the folder cannot be written.
        """
        operator = OperatorPolicy() if policy is None else self._keep_policy(policy)
        return Rulebook(operator=operator, people=self._people(self.people_digest()))

    def rulebook_of(self, version: str) -> Rulebook:
        """What was in force when a decision was made.

        Args:
            version: The decision's policy version.

        Raises:
            PolicyDataError: The version has another form, or its policy or people are not kept here.
        """
        marks = Marks.of(version)
        operator = OperatorPolicy()
        if marks.policy:
            operator = parse_policy(self._content("policy", marks.policy, ".toml"), f"policy-{marks.policy}")
        people = ""
        if marks.people:
            people = SHA256 + hashlib.sha256(self._content("people", marks.people, ".jsonl")).hexdigest()
        return Rulebook(operator=operator, people=self._people(people))

    def people_digest(self) -> str:
        """`sha256:...` of the people file in force; empty where there never was one, or where it holds nobody.

        Raises:
            PolicyDataError: The file that names it is damaged, or is missing although people are kept.
        """
        try:
            named = self._pointer.read_text("ascii")
        except FileNotFoundError:
            if self._kept.is_dir() and any(self._kept.glob("people-*.jsonl")):
                raise PolicyDataError(
                    f"{str(self._pointer)!r} is missing, and people are kept beside it; restore it from a copy, or "
                    f"write {NOBODY!r} or the sha256:... of a kept file and a line end into it"
                ) from None
            return ""
        except (OSError, ValueError) as exc:
            raise PolicyDataError(f"{str(self._pointer)!r} cannot be read: {exc}") from exc
        if named == f"{NOBODY}\n":
            return ""
        digits = named.removeprefix(SHA256).removesuffix("\n")
        if named != f"{SHA256}{digits}\n" or len(digits) != 64 or set(digits) - set("0123456789abcdef"):
            raise PolicyDataError(f"{str(self._pointer)!r} holds {named[:100]!r}, must hold sha256:... or {NOBODY!r}")
        return SHA256 + digits

    def people_text(self) -> str:
        """The people file in force, in the format of `people.jsonl`; empty where there is none.

        Raises:
            PolicyDataError: It is missing or damaged.
        """
        named = self.people_digest()
        return self._content("people", named.removeprefix(SHA256), ".jsonl").decode("utf-8") if named else ""

    def put_people(self, text: str) -> str:
        """Keep a people file and put it in force.

        Args:
            text: In the format of `people.jsonl`; empty for nobody.

        Returns:
            Its digest; empty for nobody.

        Raises:
            PolicyDataError: It cannot be used, or the folder cannot be written.
        """
        if not text:
            self._write(self._pointer, f"{NOBODY}\n".encode())
            return ""
        body = text.encode("utf-8")
        named = SHA256 + hashlib.sha256(body).hexdigest()
        self._write(self._kept / f"people-{named.removeprefix(SHA256)}.jsonl", body)
        self._people(named)  # refuses what a gate could not use, before it is in force
        self._write(self._pointer, f"{named}\n".encode("ascii"))
        return named

    def _keep_policy(self, path: Path) -> OperatorPolicy:
        data = read_policy_file(path)
        operator = parse_policy(data, path.name)
        kept = self._kept / f"policy-{operator.digest.removeprefix(SHA256)}.toml"
        if not kept.exists():
            self._write(kept, data)
        return operator

    def _people(self, named: str) -> OwnPeople:
        if not named:
            return OwnPeople()
        digits = named.removeprefix(SHA256)
        self._content("people", digits, ".jsonl")  # whole and unaltered
        path = self._kept / f"people-{digits}.jsonl"
        mononyms = shipped(MONONYMS)
        # Of another version of the program, the prepared names would be of another spelling.
        made_by = hashlib.sha256(f"{FORMAT} {RULES_VERSION} {digest([mononyms])}".encode()).hexdigest()
        names = self._kept / f"people-{digits}.{made_by[:_KEY_DIGITS]}.prepared.txt"
        if not names.exists():
            self._write(names, prepared(path, mononyms).encode("utf-8"))
        return OwnPeople(digest=named, listing=read_prepared(names, people=path, mononyms=mononyms))

    def _content(self, kind: str, digits: str, suffix: str) -> bytes:
        """A kept file by the first digits of its digest, whole and unaltered."""
        found = sorted(self._kept.glob(f"{kind}-{digits}*{suffix}"))
        if len(found) != 1:
            raise PolicyDataError(
                f"{len(found)!r} kept {kind} files have a digest that begins with {digits!r}, must be one; restore "
                f"{str(self._kept)!r} from a copy"
            )
        (path,) = found
        try:
            body = path.read_bytes()
        except OSError as exc:
            raise PolicyDataError(f"kept file {str(path)!r} cannot be read: {exc.strerror}") from exc
        is_now = hashlib.sha256(body).hexdigest()
        if path.name != f"{kind}-{is_now}{suffix}":
            raise PolicyDataError(
                f"kept file {str(path)!r} was cut short or altered: its digest is now {is_now!r}; restore it from a "
                "copy"
            )
        return body

    def _write(self, path: Path, body: bytes) -> None:
        # Written whole under another name and then moved, so that no reader sees half a file.
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        try:
            path.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(body)
                    file.flush()
                    os.fsync(file.fileno())
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)
        except OSError as exc:
            raise PolicyDataError(f"policy file {str(path)!r} cannot be written: {exc.strerror}") from exc


def read_policy_file(path: Path) -> bytes:
    """The bytes of an operator's policy file, one more than are allowed at most.

    Args:
        path: The file.

    Raises:
        OperatorPolicyError: It is missing, no plain file, or cannot be read.
    """
    try:
        if path.exists() and not path.is_file():
            raise OperatorPolicyError(f"policy file {str(path)!r} must be a plain file")
        with path.open("rb") as file:
            return file.read(MAX_POLICY_BYTES + 1)
    except (OSError, ValueError) as exc:
        why = getattr(exc, "strerror", None) or exc
        raise OperatorPolicyError(f"policy file {str(path)!r} cannot be read: {why}") from exc


def parse_policy(data: bytes, name: str) -> OperatorPolicy:
    """The policy in a file.

    Args:
        data: The whole file.
        name: What messages call it.

    Raises:
        OperatorPolicyError: It is no policy.
    """
    # Reading TOML takes longer to load than a request takes to be judged, and most installations have no such file.
    from policy.operator_file import read_policy

    return read_policy(data, name)
