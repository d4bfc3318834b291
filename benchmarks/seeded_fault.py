"""Forty faults of the service, as data: what each is, where it sits, and what stands there instead.

They were chosen by what can go wrong for whoever uses a clip bot, over the whole way of a request: judging, planning,
drawing, marking, telling, keeping, and the life of a job. Each is small; `seeded_change` has what stands in its place.
"""

from __future__ import annotations

import dataclasses

from benchmarks.seeded import Fault
from benchmarks.seeded_change import (
    CAPTURED,
    always,
    any_tenants,
    anybodys,
    cancel_runs_on,
    change_alone,
    edit_lost,
    falls,
    faster,
    first_seed,
    given_up,
    half_as_long,
    label_at_first,
    last_turn_only,
    never,
    no_is_yes,
    no_label,
    no_link,
    no_parent,
    no_watermark,
    one_content,
    other_order,
    strip_credential,
    with_board,
    with_given,
    with_result,
    with_shots,
    without_findings,
    words_only,
)
from generator.label_text import Language
from policy.consent.record import State
from policy.roster import OwnPeople
from policy.types import Verdict

_REVIEW, _PLAN = "policy.gate:Gate._findings", "agent_tools.service:ClipService._board"
_APPLY, _DISCLOSURE = "generator.provenance.disclose:Marking.apply", "agent_tools.reply:disclosure"

FAULTS = (
    # What is judged
    Fault(
        name="block-dropped", what="Reasons to block are lost.", target=_REVIEW, make=without_findings(Verdict.BLOCK)
    ),
    Fault(name="ask-dropped", what="Reasons to ask are lost.", target=_REVIEW, make=without_findings(Verdict.ASK)),
    Fault(
        name="earlier-turns-unjudged",
        what="Only the last turn of a conversation is judged.",
        target="agent_tools.schema:Storyboard.to_intent",
        make=with_result(last_turn_only),
    ),
    Fault(
        name="storyboard-unjudged",
        what="What is typed is judged, and the storyboard is not.",
        target="policy.document:Document.of",
        make=words_only,
    ),
    Fault(
        name="decision-not-linked",
        what="A decision gets no link in the audit chain.",
        target="agent_tools.store.transaction:Transaction.note",
        make=no_link,
    ),
    Fault(
        name="consent-for-anything",
        what="Topics, uses and places that a consent leaves out are covered.",
        target="policy.consent.scope:Scope.allows",
        make=always(True),
    ),
    Fault(
        name="consent-for-anybody",
        what="Whoever asks is covered by a consent.",
        target="policy.consent.scope:Scope.admits",
        make=always(True),
    ),
    Fault(
        name="revoked-consent-holds",
        what="A consent that was taken back still holds.",
        target="policy.consent.record:Consent.state",
        make=never(State.REVOKED),
    ),
    Fault(
        name="ended-consent-holds",
        what="A consent whose time is over still holds.",
        target="policy.consent.record:Consent.state",
        make=never(State.EXPIRED),
    ),
    Fault(
        name="no-cool-down",
        what="Nobody has to wait after many refusals.",
        target="policy.gate:Gate._wait",
        make=always(()),
    ),
    Fault(
        name="operators-list-ignored",
        what="Names on the operator's list are not known.",
        target="agent_tools.policy_home:PolicyHome.rulebook",
        make=with_result(lambda book: dataclasses.replace(book, people=OwnPeople())),
    ),
    # What is planned
    Fault(
        name="wrong-seed",
        what="Shots get other seeds than the one that was asked for.",
        target=_PLAN,
        make=with_board(lambda board: {"shots": tuple(s.model_copy(update={"seed": s.seed + 1}) for s in board.shots)}),
    ),
    Fault(
        name="wrong-shot-order",
        what="The shots of a storyboard come in the opposite order.",
        target=_PLAN,
        make=with_board(lambda board: {"shots": board.shots[::-1]}),
    ),
    Fault(
        name="title-lost",
        what="Words that were to stand on the picture are lost.",
        target=_PLAN,
        make=with_board(lambda board: with_shots(board, onscreen_text=())),
    ),
    Fault(
        name="wrong-shape",
        what="Width and height change places.",
        target=_PLAN,
        make=with_board(lambda board: {"width_px": board.height_px, "height_px": board.width_px}),
    ),
    # What is drawn
    Fault(
        name="wrong-duration",
        what="Every shot is half as long as it was planned.",
        target="generator.render:_Run.__init__",
        make=half_as_long,
    ),
    Fault(
        name="wrong-frame-rate",
        what="The file plays twice as fast.",
        target="generator.render:_Run.film",
        make=faster,
    ),
    Fault(
        name="drawn-in-another-order",
        what="The shots are drawn in another order than the storyboard's, which is what the record says.",
        target="generator.render:_Tape.__init__",
        make=other_order,
    ),
    # How it is marked
    Fault(name="label-missing", what="No picture has the visible label.", target=_APPLY, make=no_label),
    Fault(
        name="label-vanishes", what="Only the first two pictures have the label.", target=_APPLY, make=label_at_first
    ),
    Fault(
        name="label-in-english",
        what="The label is in English, whatever the installation says.",
        target="agent_tools.marker:Marker._label",
        make=with_result(lambda label: dataclasses.replace(label, languages=(Language.ENGLISH,))),
    ),
    Fault(name="watermark-missing", what="No picture carries the watermark.", target=_APPLY, make=no_watermark),
    Fault(
        name="credential-missing",
        what="The delivered file has no C2PA credential.",
        target="agent_tools.delivery:Delivery.deliver",
        make=strip_credential,
    ),
    Fault(
        name="metadata-missing",
        what="The file has no XMP packet.",
        target="generator.provenance.xmp:write",
        make=always(None),
    ),
    Fault(
        name="called-a-photograph",
        what="Credential and metadata say that a camera took the pictures.",
        target="generator.provenance.manifest:ClipFacts.source_type",
        make=always(CAPTURED),
    ),
    Fault(
        name="wrong-seed-signed",
        what="The credential names other seeds than the ones that were used.",
        target="generator.render:_Run.facts",
        make=first_seed,
    ),
    # What is said
    Fault(
        name="disclosure-unsaid",
        what="The tools tell the model no sentence of disclosure.",
        target="agent_tools.tool.outcome:of_clip",
        make=with_result(lambda told: told.model_copy(update={"disclosure": ""})),
    ),
    Fault(
        name="person-undisclosed",
        what="A clip that shows a person is recorded as showing none.",
        target="agent_tools.service:reply.disclosure",
        make=with_given(contains_person=False),
    ),
    # What is kept apart
    Fault(
        name="tenant-leak-clip",
        what="A clip's file is given to whoever names its id.",
        target="agent_tools.job.window:JobWindow._check_clip",
        make=always(None),
    ),
    Fault(
        name="tenant-leak-job",
        what="Another tenant's job can be cancelled.",
        target="agent_tools.store.job_book:required",
        make=anybodys,
    ),
    Fault(
        name="tenant-leak-cache",
        what="A clip that another tenant had made is handed over for the same words.",
        target="agent_tools.store.job_finder:JobFinder.cached",
        make=any_tenants,
    ),
    Fault(
        name="cache-of-another-clip",
        what="Any clip that is there already is handed over for other words.",
        target="agent_tools.job.planning:content_digest",
        make=one_content,
    ),
    # The life of a job
    Fault(
        name="revision-without-parent",
        what="A revision does not say which clip it revises.",
        target="agent_tools.job.desk:JobDesk.submit",
        make=no_parent,
    ),
    Fault(
        name="revision-forgets",
        what="A revision is planned from the words of the change alone.",
        target="agent_tools.job.desk:revised",
        make=change_alone,
    ),
    Fault(
        name="lost-cancel",
        what="A clip that is being made cannot be cancelled.",
        target="agent_tools.store.job_book:JobBook.cancel",
        make=cancel_runs_on,
    ),
    Fault(
        name="approval-skipped",
        what="Storyboards are rendered without being shown.",
        target="agent_tools.job.question:wants_approval",
        make=always(False),
    ),
    Fault(
        name="no-is-yes",
        what="Whoever declines is taken to accept.",
        target="agent_tools.job.desk:JobDesk.answer",
        make=no_is_yes,
    ),
    Fault(
        name="edit-lost",
        what="A storyboard that was changed is rendered as it was.",
        target="agent_tools.job.desk:JobDesk._accept",
        make=edit_lost,
    ),
    Fault(
        name="restart-loses-a-job",
        what="What was being made when the service ends is given up.",
        target="agent_tools.store.job_queue:JobQueue.give_back",
        make=given_up,
    ),
    Fault(
        name="progress-backwards",
        what="A job that is planned says that half is done, and falls back to nothing when its render begins.",
        target="agent_tools.store.job_queue:JobQueue._lease",
        make=falls,
    ),
)
