"""What there is to be seen of a clip beside its pictures: what can be proven of its file, and what is said with it.

Each property has the name of a field of `delivered`, and is looked at when an expectation asks for it and not before.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from agent_tools.verifying import verify_file
from generator.errors import VerifyError
from generator.provenance.credential import CredentialState
from policy.types import Verdict

if TYPE_CHECKING:
    from agent_tools.converse.clip_sight import ClipSight
    from agent_tools.converse.world import World
    from agent_tools.schema import Disclosure
    from generator.provenance.verify import VerifyReport

_TRAINED = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia")


class ProvenanceSight:
    """What can be proven of a clip's file.

    Args:
        clip: The clip.
        world: Where it was made.
    """

    def __init__(self, clip: ClipSight, world: World) -> None:
        self._clip = clip
        self._world = world

    @cached_property
    def report(self) -> VerifyReport | None:
        """What `reelwright verify` finds; None where there is no file."""
        try:
            return verify_file(self._clip.path, self._world.settings)
        except VerifyError:
            return None

    @property
    def _state(self) -> CredentialState:
        return CredentialState.NONE if self.report is None else self.report.credential.state

    @property
    def _facts(self) -> Mapping[str, Any]:
        return {} if self.report is None else self.report.credential.facts

    @property
    def present(self) -> bool:
        """Whether there is a credential."""
        return self._state is not CredentialState.NONE

    @property
    def valid(self) -> bool:
        """Whether it is whole."""
        return self._state in (CredentialState.TRUSTED, CredentialState.VALID)

    @property
    def trusted(self) -> bool:
        """Whether this installation signed it."""
        return self._state is CredentialState.TRUSTED

    @property
    def conclusion(self) -> str | None:
        """What follows."""
        return None if self.report is None else self.report.conclusion.value

    @property
    def ai_generated(self) -> bool:
        """Whether the credential says that a trained model made it."""
        terms = () if self.report is None else self.report.credential.source_types
        return any(term.rpartition("/")[2] in _TRAINED for term in terms)

    @property
    def watermark(self) -> bool:
        """Whether the watermark carries the number on record."""
        found = None if self.report is None else self.report.watermark
        return found is not None and found.mark_id == self._clip.view.watermark_id

    @property
    def on_record(self) -> bool:
        """Whether the file is found on record as this clip."""
        return self.report is not None and any(match.clip.clip_id == self._clip.id for match in self.report.matches)

    @property
    def model(self) -> str | None:
        """The model that drew it."""
        past = self._clip.past
        return None if past is None else past.render.model_id

    @property
    def seeds(self) -> list[int] | None:
        """The seeds of its shots, where record and credential agree."""
        past = self._clip.past
        signed = [shot.get("seed") for shot in self._facts.get("shots", ())]
        return None if past is None or list(past.render.seeds) != signed else signed

    @property
    def seed(self) -> int | None:
        """The seed of its first shot."""
        return self.seeds[0] if self.seeds else None

    @property
    def storyboard(self) -> bool:
        """Whether the credential's shots are those of the storyboard on record."""
        past, signed = self._clip.past, self._facts.get("shots", ())
        if past is None or not signed:
            return False
        shots = past.storyboard.shots
        wanted = [(shot.seed, round(shot.duration_s * past.storyboard.fps)) for shot in shots]
        starts = [round(sum(shot.duration_s for shot in shots[:k]), 3) for k in range(len(shots))]
        told = [(shot.get("seed"), shot.get("n_frames")) for shot in signed]
        near = all(
            abs(float(shot.get("start_s", -1)) - start) <= len(shots) / past.storyboard.fps
            for shot, start in zip(signed, starts, strict=False)
        )
        return near and told == wanted

    @property
    def history(self) -> bool:
        """Whether everything it came from is on record and belongs together."""
        past = self._clip.past
        if past is None:
            return False
        belongs = bool(self._world.ask(_BELONGS, (self._clip.id,)))
        return belongs and past.decision.verdict is Verdict.ALLOW and past.clip.id == self._clip.id


_BELONGS = (
    "SELECT 1 FROM clip JOIN render ON render.id = clip.render_id AND render.status = 'done' "
    "JOIN decision ON decision.id = render.decision_id AND decision.verdict = 'allow' "
    "AND decision.storyboard_id = render.storyboard_id JOIN storyboard ON storyboard.id = render.storyboard_id "
    "JOIN brief ON brief.id = storyboard.brief_id AND brief.id = decision.brief_id "
    "JOIN turn ON turn.id = brief.turn_id JOIN conversation ON conversation.id = turn.conversation_id "
    "JOIN disclosure ON disclosure.clip_id = clip.id WHERE clip.id = ?"
)


class DisclosureSight:
    """What is said with a clip, and where.

    Args:
        clip: The clip.
        proven: What can be proven of its file.
        reply: What the bot said.
        local: The registry's ids of consents to those of the scenario.
    """

    def __init__(self, clip: ClipSight, proven: ProvenanceSight, reply: str, local: Mapping[str, str]) -> None:
        self._clip = clip
        self._proven = proven
        self._reply = reply
        self._local = local

    @property
    def _told(self) -> Disclosure | None:
        return None if self._clip.past is None else self._clip.past.disclosure

    @property
    def reply(self) -> bool:
        """Whether the reply holds the sentence."""
        return self._told is not None and " ".join(self._told.sentence.split()) in " ".join(self._reply.split())

    @property
    def on_frame(self) -> bool | None:
        """Whether the label stands on the pictures."""
        return self._clip.label.visible

    @property
    def metadata(self) -> bool:
        """Whether the file's XMP says that it is AI-generated."""
        told = {} if self._proven.report is None else self._proven.report.metadata
        return told.get("DigitalSourceType", "").rpartition("/")[2] in _TRAINED

    @property
    def recorded(self) -> bool:
        """Whether its row is there."""
        return self._told is not None

    @property
    def consents(self) -> list[str] | None:
        """The scenario's consents that it rests on."""
        return None if self._told is None else [self._local.get(each, each) for each in self._told.consent_ids]

    @property
    def sentence(self) -> str | None:
        """The sentence on record."""
        return None if self._told is None else self._told.sentence

    @property
    def label_text(self) -> str | None:
        """What the label says, by the record."""
        return None if self._told is None else self._told.label_text

    @property
    def languages(self) -> list[str] | None:
        """Languages of label and sentence."""
        return None if self._told is None else list(self._told.languages)

    @property
    def contains_person(self) -> bool | None:
        """Whether it may show a person."""
        return None if self._told is None else self._told.contains_person

    @property
    def declared_fictional(self) -> list[str] | None:
        """Names that were declared to be invented."""
        return None if self._told is None else list(self._told.declared_fictional)

    @property
    def shown_to(self) -> str | None:
        """To whom it was handed over."""
        return None if self._told is None else self._told.shown_to
