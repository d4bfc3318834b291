"""A thing that a place is named after, such as a cherry tree or a lighthouse: it stands there as a subject of its own.

The known places hold no such landmark, so the setting alone would leave it out.
"""

from __future__ import annotations

from generator.flipbook.vocabulary import Vocabulary
from policy.types import ShotIntent, SubjectIntent

LANDMARKS = frozenset(
    "cherry tree,tree in autumn,tree in winter,palm tree,christmas tree,castle,castle tower,lighthouse,volcano,"
    "ferris wheel,circus tent,tent,fountain,bridge,wind turbine,snowman,iceberg,rainbow,baroque house,"
    "japanese castle,tokyo tower,statue of liberty,temple,church,mosque,campsite,house with garden,fire".split(",")
)
"""Subjects that make a place."""
MOST = 2
"""Subjects of a shot, the landmark among them: more would stand in each other's way."""


def props(shot: ShotIntent, subjects: list[SubjectIntent], vocabulary: Vocabulary) -> list[SubjectIntent]:
    """The landmark that the setting of a shot names, as a subject that does nothing; at most one.

    Args:
        shot: The shot.
        subjects: Its subjects so far.
        vocabulary: What the weights know.
    """
    if len(subjects) >= MOST or not shot.setting.strip():
        return []
    found = vocabulary.subjects.find(shot.setting)
    if found is None or not found.exact or found.name not in LANDMARKS:
        return []
    if any(vocabulary.subjects.match_head(subject.words).name == found.name for subject in subjects):
        return []
    return [SubjectIntent(id=f"place-{found.name.replace(' ', '-')}", words=found.name, action="")]
