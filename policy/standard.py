"""The shipped detectors, put together in the order in which findings of one kind and place win."""

from __future__ import annotations

from policy.detector import Detector
from policy.detector.artist_style import ArtistStyle
from policy.detector.conversation import Conversation
from policy.detector.deception import Deception
from policy.detector.descriptive_identity import DescriptiveIdentity
from policy.detector.lookalike import Lookalike
from policy.detector.minor import Minor
from policy.detector.name_shaped import NameShaped
from policy.detector.private_person import PrivatePerson
from policy.detector.public_figure import PublicFigure
from policy.detector.reference_face import ReferenceFace
from policy.detector.role_title import RoleTitle
from policy.detector.safety import Safety
from policy.detector.self_person import SelfPerson
from policy.detector.sexual import Sexual
from policy.document import Screen
from policy.holder import Holders
from policy.lexicon import Lexicon
from policy.listing import Listing
from policy.native_name import load_native_names
from policy.people import People
from policy.style import Depicted, StyleMentions
from policy.table import read_object, shipped
from policy.wording import ROLE, Triggers


def standard_detectors(
    listing: Listing, people: People, lexicon: Lexicon, triggers: Triggers, *, safety: bool
) -> tuple[Detector, ...]:
    """Every shipped detector.

    Args:
        listing: The listed people.
        people: The same, ready to be looked for.
        lexicon: Names and common words.
        triggers: The phrases of all detectors.
        safety: Whether the general safety pack is among them; what concerns real people and minors always is.
    """
    screen = Screen(cues=triggers.phrases("text_cue"), greetings=triggers.phrases("greeting"))
    styles = StyleMentions(people, triggers)
    shown = Depicted(people, styles)
    holders = Holders(listing, read_object(shipped(ROLE))["long_dead"])
    names = NameShaped(people, styles, lexicon, triggers, screen, load_native_names())
    private = PrivatePerson(lexicon, triggers, screen)
    roles = RoleTitle(holders, lexicon, triggers, screen)
    persons: tuple[Detector, ...] = (
        PublicFigure(shown, screen, triggers.phrases("endorsement")),
        roles,
        DescriptiveIdentity(holders, lexicon, triggers, screen),
        names,
        Lookalike(shown, names, lexicon, triggers, screen),
        private,
        SelfPerson(triggers, screen, lexicon.tongues),
        ReferenceFace(),
    )
    minor = Minor(shown, private, triggers)  # reaches over sentences, and so not over turns
    further: tuple[Detector, ...] = (
        Sexual(shown, persons, triggers),
        Deception(shown, names, roles, lexicon, triggers),
        ArtistStyle(styles, people, lexicon, triggers, screen),
    )
    if safety:
        further = (*further, Safety(triggers))
    return (*persons, Conversation((*persons, *further), triggers), minor, *further)
