"""`reelwright consent`: what a person does with their own consent, in their own session. Never offered to an agent.

Exit codes: 0 done, 2 what was given is wrong or impossible, 1 fault, or a withdrawn clip's file could not be deleted.
"""

from __future__ import annotations

import json as jsons
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent_tools.cli import consent_option as given
from agent_tools.cli import option, output
from policy.errors import ConsentError

if TYPE_CHECKING:
    from agent_tools.consent import ConsentService, Withdrawn
    from policy.consent.record import Consent

MAX_RECEIPT_BYTES = 8 << 20

app = typer.Typer(
    name="consent",
    help="Allow that clips show you, see which do, and take it back.",
)


@app.command()
def challenge(
    name: given.Name,
    minutes: Annotated[str, typer.Option(metavar="N", help="How long it is open, 1 to 60.")] = "10",
    json: option.Json = False,
) -> None:
    """Tell what consenting means, and draw the words that must be given back within minutes."""
    from agent_tools.cli.consent_output import show_challenge
    from policy.consent.challenge import NOTICE

    with _service() as service:
        made, phrase = service.challenge(name, given.minutes(minutes))
    if json:
        opened = {"id": made.id, "phrase": phrase, "expires_at": made.expires_at.isoformat()}
        output.as_json(opened | {"notice": NOTICE, "notice_version": made.notice_version})
    else:
        show_challenge(made, phrase)


@app.command()
def grant(  # noqa: PLR0913  # the arguments of a command are its options
    name: given.Name,
    challenge: given.ChallengeId,
    phrase: given.Phrase,
    alias: given.Aliases = None,
    person: given.Person = "",
    by: given.By = "",
    relation: given.Kin = "self",
    evidence: given.Evidence = None,
    evidence_type: given.EvidenceType = None,
    audience: given.Who = None,
    requester: given.Requesters = None,
    group: given.Groups = None,
    use: given.Uses = None,
    territory: given.Territories = None,
    topic: given.Topics = None,
    not_topic: given.Barred = None,
    valid_from: given.From = None,
    until: given.Until = None,
    json: option.Json = False,
) -> None:
    """Record a consent. Without further options: for the person alone, personal use, everywhere, twelve months."""
    from agent_tools.store.consent_book import Answer, Grant
    from policy.consent.record import EvidenceKind, Relation

    scope = _options(audience, requester, group, use, territory, topic, not_topic, valid_from, until)
    kind = evidence_type or ("statement" if evidence is None else "document")
    granted = Grant(
        name=name,
        aliases=tuple(alias or ()),
        person=person,
        granter=by,
        relation=given.word(Relation, "--relation", relation),
        evidence_kind=given.word(EvidenceKind, "--evidence-type", kind),
        evidence_digest="",
        scope=given.new_scope(scope, datetime.now(UTC)),
    )
    with _service() as service:
        _tell(service.grant(granted, Answer(challenge_id=challenge, phrase=phrase), evidence), json=json)


@app.command("list")
def list_consents(person: given.Person = "", json: option.Json = False) -> None:
    """List the consents, oldest first."""
    from agent_tools.cli.consent_output import show_consents
    from agent_tools.receipt import described

    now = datetime.now(UTC)
    with _service() as service:
        consents = service.list(person)
    if json:
        output.as_json([described(each, now) for each in consents])
    else:
        show_consents(consents, now)


@app.command()
def show(consent: given.ConsentId, json: option.Json = False) -> None:
    """Show a consent: who, what it allows, and what became of it."""
    with _service() as service:
        _tell(service.show(consent), json=json)


@app.command()
def narrow(  # noqa: PLR0913  # the arguments of a command are its options
    consent: given.ConsentId,
    audience: given.Who = None,
    requester: given.Requesters = None,
    group: given.Groups = None,
    use: given.Uses = None,
    territory: given.Territories = None,
    topic: given.Topics = None,
    not_topic: given.Barred = None,
    valid_from: given.From = None,
    until: given.Until = None,
    by: given.By = "",
    note: given.Note = "",
    json: option.Json = False,
) -> None:
    """Allow less from now on: what is given replaces what was there. Clips that were made before stay."""
    options = _options(audience, requester, group, use, territory, topic, not_topic, valid_from, until)
    if not any(options.values()):
        raise ConsentError("nothing to narrow was given; give at least one of the options that say what is allowed")
    with _service() as service:
        scope = given.narrower(service.show(consent).scope, options)
        _tell(service.narrow(consent, scope, by=by, note=note), json=json)


@app.command()
def renew(  # the arguments of a command are its options
    consent: given.ConsentId,
    challenge: given.ChallengeId,
    phrase: given.Phrase,
    until: Annotated[str, typer.Option(metavar="DATE", help="The new end, at most 10 years from now.")],
    by: given.By = "",
    json: option.Json = False,
) -> None:
    """Allow the same for longer."""
    from agent_tools.store.consent_book import Answer

    answer = Answer(challenge_id=challenge, phrase=phrase)
    with _service() as service:
        _tell(service.renew(consent, given.moment("--until", until), answer, by=by), json=json)


@app.command()
def revoke(consent: given.ConsentId, by: given.By = "", note: given.Note = "", json: option.Json = False) -> None:
    """Take a consent back: its clips are withdrawn and their files deleted, and what is being made is stopped."""
    from agent_tools.cli.consent_output import show_withdrawn

    with _service() as service:
        revocation, clips = service.revoke(consent, by=by, note=note)
    revoked = {
        "consent_id": consent,
        "state": "revoked",
        "revoked_at": revocation.consent.revoked_at and revocation.consent.revoked_at.isoformat(),
        "repeated": revocation.repeated,
        "cancelled": list(revocation.cancelled),
        "cancelled_jobs": list(revocation.jobs),
        "clips": [_shown(each) for each in clips],
    }
    if json:
        output.as_json(revoked)
    else:
        again = " before; nothing was left to take back" if revocation.repeated else ""
        typer.echo(f"consent {consent}: revoked{again}")
        for render_id in revocation.cancelled:
            typer.echo(f"render {render_id}: stopped")
        for job_id in revocation.jobs:
            typer.echo(f"job {job_id}: cancelled")
        show_withdrawn(clips)
    raise typer.Exit(_exit_of(clips))


@app.command()
def receipt(
    consent: Annotated[str | None, typer.Argument(metavar="[CONSENT]", show_default=False)] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it there, as JSON.")] = None,
    verify: Annotated[Path | None, typer.Option(metavar="FILE", help="Is a receipt ours, and whole?")] = None,
) -> None:
    """Give the receipt of a consent as signed JSON, or check one; exit code 1 when it is not genuine."""
    if (consent is None) == (verify is None):
        raise ConsentError("give either a CONSENT or --verify FILE")
    with _service() as service:
        if verify is not None:
            whole = service.is_genuine(_read_receipt(verify))
            typer.echo("genuine: this installation gave it, and nothing was changed" if whole else "NOT genuine")
            raise typer.Exit(0 if whole else 1)
        given_back = service.receipt(str(consent))
    if out is None:
        output.as_json(given_back)
        return
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(jsons.dumps(given_back, indent=2) + "\n")
    except (OSError, ValueError) as exc:
        raise ConsentError(f"--out {str(out)!r} cannot be written: {getattr(exc, 'strerror', None) or exc}") from exc
    typer.echo(f"{out}: {given_back['digest']}")


@app.command()
def clips(
    who: Annotated[str, typer.Argument(metavar="WHO", help="Key of a person, or id of a consent.")],
    delete: Annotated[str | None, typer.Option(metavar="CLIP", help="Withdraw this one and delete its file.")] = None,
    json: option.Json = False,
) -> None:
    """List every clip that shows somebody, newest first, or delete one."""
    from agent_tools.cli.consent_output import show_uses, show_withdrawn
    from agent_tools.receipt import shown_use

    with _service() as service:
        if delete is None:
            uses = service.clips(who)
            if json:
                output.as_json([shown_use(use) for use in uses])
            else:
                show_uses(uses)
            return
        deleted = service.delete_clip(who, delete)
    if json:
        output.as_json(_shown(deleted))
    else:
        show_withdrawn((deleted,))
    raise typer.Exit(_exit_of((deleted,)))


def _service() -> ConsentService:
    from agent_tools.consent import ConsentService

    return ConsentService.open()


def _tell(consent: Consent, *, json: bool) -> None:
    from agent_tools.cli.consent_output import show_consent
    from agent_tools.receipt import described

    if json:
        output.as_json(described(consent, datetime.now(UTC)))
    else:
        show_consent(consent, datetime.now(UTC))


def _options(  # noqa: PLR0913  # one argument an option
    audience: str | None,
    requesters: list[str] | None,
    groups: list[str] | None,
    uses: list[str] | None,
    territories: list[str] | None,
    topics: list[str] | None,
    barred: list[str] | None,
    valid_from: str | None,
    until: str | None,
) -> dict[str, Any]:
    return {
        "audience": audience,
        "requesters": requesters,
        "groups": groups,
        "uses": uses,
        "territories": territories,
        "topics": topics,
        "barred_topics": barred,
        "valid_from": valid_from,
        "valid_until": until,
    }


def _shown(clip: Withdrawn) -> dict[str, Any]:
    from agent_tools.receipt import shown_use

    return shown_use(clip.use) | {"file": clip.fate.value, "file_kept_because": clip.why or None}


def _exit_of(clips: tuple[Withdrawn, ...]) -> int:
    return 1 if any(clip.why for clip in clips) else 0


def _read_receipt(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            body = file.read(MAX_RECEIPT_BYTES + 1)
        if len(body) > MAX_RECEIPT_BYTES:
            raise ConsentError(f"--verify {str(path)!r} is too long: it must have at most {MAX_RECEIPT_BYTES} bytes")
        read = jsons.loads(body)
    except (OSError, ValueError, RecursionError) as exc:
        raise ConsentError(f"--verify {str(path)!r} cannot be read as a receipt: {exc}") from exc
    if not isinstance(read, dict):
        raise ConsentError(f"--verify {str(path)!r} holds {type(read).__name__!r}, must hold one JSON object")
    return read
