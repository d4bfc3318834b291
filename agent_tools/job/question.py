"""What a job asks, and what it takes for its answer."""

from __future__ import annotations

from agent_tools import reply
from agent_tools.errors import BriefError, NotWaiting
from agent_tools.job.view import Answer, Approve, JobLimits, Question, QuestionKind
from agent_tools.schema import MAX_CLIP_S, MAX_REQUEST_CHARS, Brief, Shot, Storyboard
from agent_tools.store.job_view import Job
from policy.types import Code, Decision, Verdict

EDITED = ", edited"
"""What is put after the name of a planner whose storyboard a person changed."""
MAX_INVENTED = 20
"""So many names can be declared to be invented in one request."""


def of_decision(decision: Decision) -> Question | None:
    """What a person is asked where the gate asks; None where no answer could change what it says.

    Args:
        decision: A decision to ask.
    """
    told = reply.refused(decision)
    found = [each for each in decision.findings if each.verdict is Verdict.ASK]
    names = tuple(dict.fromkeys(each.matched for each in found if each.matched))
    if told.status == "needs_consent":
        return Question(id="", kind=QuestionKind.CONSENT, text=told.message, names=names)
    if found and all(each.code is Code.NAME_SHAPED for each in found):
        return Question(id="", kind=QuestionKind.INVENTED, text=told.message, names=names)
    return None


def of_storyboard(board: Storyboard, estimated_s: float | None) -> Question:
    """Whether a storyboard may be rendered.

    Args:
        board: What is to be rendered.
        estimated_s: Seconds that this is expected to take; None where nothing is known.
    """
    shots = "1 shot" if len(board.shots) == 1 else f"{len(board.shots)} shots"
    takes = "" if estimated_s is None else f" It takes about {max(1, round(estimated_s))} s to render."
    text = f"Is this storyboard what should be made? {shots}, {board.duration_s:g} s.{takes}"
    return Question(id="", kind=QuestionKind.STORYBOARD, text=text, estimated_s=estimated_s)


def wants_approval(job: Job, work: int, limits: JobLimits) -> bool:
    """Whether a person sees the storyboard before it is rendered.

    Args:
        job: The job.
        work: Pixels x frames x steps of its clip.
        limits: What this installation takes on.
    """
    if job.approved:
        return False
    match job.approve:
        case Approve.ALWAYS:
            return True
        case Approve.NEVER:
            return False
        case Approve.OVER_BUDGET:
            return work > limits.approve_over


def check_answer(job: Job, answer: Answer) -> QuestionKind:
    """What an answer answers.

    Args:
        job: The job.
        answer: What the person says.

    Raises:
        NotWaiting: The job waits for no answer, or for another one.
        BriefError: A storyboard is given to a question that is not about one, or with a no.
    """
    if job.question_kind is None or job.question_id != answer.question_id:
        waits = f"for an answer to {job.question_id!r}" if job.question_id else "for no answer"
        raise NotWaiting(f"job {job.id!r} is {job.state.value!r} and waits {waits}, not to {answer.question_id!r}")
    if answer.storyboard is not None and (
        job.question_kind is not QuestionKind.STORYBOARD or answer.action == "decline"
    ):
        raise BriefError(
            f"a storyboard was given with {answer.action!r} to a question of kind {job.question_kind.value!r}; it can "
            "only be given with 'accept' to one of kind 'storyboard'"
        )
    return job.question_kind


def with_names(brief: Brief, names: tuple[str, ...]) -> Brief:
    """The request with these names declared to be invented.

    Args:
        brief: The request.
        names: The names.

    Raises:
        BriefError: They are too many.
    """
    invented = tuple(dict.fromkeys((*brief.invented, *names)))
    if len(invented) > MAX_INVENTED:
        raise BriefError(f"{len(invented)} names would be invented; a request can have 0..{MAX_INVENTED}")
    return brief.model_copy(update={"invented": invented})


def edited(board: Storyboard, before: Storyboard) -> Storyboard:
    """An edited storyboard as it is judged and rendered.

    Size, frame rate and what was given are no matter of what a person edits, and notes are no words of theirs.

    Args:
        board: What is to be rendered instead.
        before: What was shown.

    Raises:
        BriefError: It differs in something that cannot be edited, a text is too long, or its lengths do not fit.
    """
    for name in ("width_px", "height_px", "fps", "aspect_ratio", "references"):
        if getattr(board, name) != getattr(before, name):
            raise BriefError(
                f"{name} of the storyboard was changed to {getattr(board, name)!r}; it must stay "
                f"{getattr(before, name)!r}"
            )
    known = {given for shot in before.shots for given in shot.given}
    if any(given not in known for shot in board.shots for given in shot.given):
        raise BriefError("the storyboard takes something from a file that the request did not give")
    longest = max(len(text) for shot in board.shots for text in _texts(shot))
    if longest > MAX_REQUEST_CHARS:
        raise BriefError(f"a text of the storyboard has {longest} characters; it must have 0..{MAX_REQUEST_CHARS}")
    total = round(sum(shot.duration_s for shot in board.shots), 3)
    if total > MAX_CLIP_S:
        raise BriefError(f"the shots last {total:g} s together; a clip lasts at most {MAX_CLIP_S:g} s")
    own = {"duration_s": total, "planner": f"{before.planner.removesuffix(EDITED)}{EDITED}", "notes": before.notes}
    return board.model_copy(update=own)


def _texts(shot: Shot) -> tuple[str, ...]:
    subjects = (text for each in shot.subjects for text in (each.id, each.words, each.action))
    return (*shot.prompt.model_dump().values(), *subjects, *shot.onscreen_text, shot.setting)
