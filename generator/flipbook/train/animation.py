"""The motions by name, with the words that ask for them, and the motions of two subjects together.

The curves are in `gesture`, `travel` and `pairing`; the track itself is in `pose`. Nothing here knows what a subject
looks like or where the camera is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from generator.flipbook.train import gesture, travel
from generator.flipbook.train.pairing import PAIRS, PairMotion
from generator.flipbook.train.pose import GROUND_Y, KEYS, POSE, STAND_Y, Poses, mirror, place

__all__ = [
    "DIRECTION_PHRASES",
    "GROUND_Y",
    "KEYS",
    "MOTIONS",
    "PAIRS",
    "POSE",
    "STAND_Y",
    "Motion",
    "PairMotion",
    "Poses",
    "mirror",
    "place",
]

Draw: TypeAlias = Callable[[np.random.Generator, float, int], Poses]


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """One way of moving.

    Attributes:
        name: Stable name, the key in `MOTIONS`.
        phrases: Ways to say it in the third person.
        suits: Where it belongs: `ground`, `air`, `water`; `any` fits every subject.
        draw: Makes a track from a generator, the duration in seconds and a direction, -1 left or +1 right.
        directional: Whether the direction has a meaning; if so the subject travels and looks that way.
    """

    name: str
    phrases: tuple[str, ...]
    suits: frozenset[str]
    draw: Draw
    directional: bool = False


DIRECTION_PHRASES: dict[str, tuple[str, ...]] = {
    "right": (
        "to the right",
        "from left to right",
        "towards the right",
        "rightwards",
        "left to right",
        "heading right",
    ),
    "left": ("to the left", "from right to left", "towards the left", "leftwards", "right to left", "heading left"),
}

_DIRECTIONAL: tuple[tuple[str, str, Draw, str], ...] = (
    (
        "run",
        "ground",
        travel.run,
        "runs|runs across|is running|dashes through|races past|sprints|hurries along|gallops",
    ),
    ("walk", "ground", travel.walk, "walks|walks across|is walking|strolls along|takes a walk|wanders by|marches"),
    ("roll", "ground", travel.roll, "rolls|rolls across|is rolling|rolls along|rolls past|tumbles along the ground"),
    ("hop", "ground", travel.hop, "hops|hops along|is hopping|hops across|skips along|springs along in little hops"),
    ("leap", "ground", travel.leap, "leaps|leaps across|is leaping|jumps over|makes a great leap|vaults over"),
    ("fly", "air", travel.fly, "flies|flies across|is flying|flies past|soars through the sky|glides by|flaps along"),
    (
        "fly_in",
        "air",
        travel.fly_in,
        "flies in|comes flying in|is flying in|swoops in|arrives through the air|glides in",
    ),
    ("swim", "water", travel.swim, "swims|swims across|is swimming|swims by|paddles along|glides through the water"),
    (
        "slide_in",
        "any",
        travel.slide_in,
        "slides in|is sliding in|slides into view|enters from the side|glides into frame",
    ),
    ("drive", "ground", travel.drive, "drives|drives across|is driving|drives past|speeds along the road|cruises by"),
    ("zigzag", "any", travel.zigzag, "zigzags|zigzags across|is zigzagging|darts up and down|weaves along|zips about"),
    ("topple", "ground", travel.topple, "topples|falls over|is falling over|tips over|keels over|trips and falls flat"),
)

_ON_THE_SPOT: tuple[tuple[str, str, Draw, str], ...] = (
    ("idle", "any", gesture.idle, "stands|is standing still|is waiting|looks at us|stands there breathing|rests|sits"),
    (
        "bounce",
        "ground",
        gesture.bounce,
        "bounces|is bouncing|bounces up and down|keeps bouncing|bounces on the ground",
    ),
    ("jump", "ground", gesture.jump, "jumps|is jumping|jumps up|jumps into the air|jumps for joy|leaps up high"),
    ("pendulum", "any", gesture.pendulum, "swings|is swinging|swings back and forth|swings like a pendulum|dangles"),
    ("orbit", "any", travel.orbit, "circles|is circling|goes round in circles|moves in a circle|circles around|orbits"),
    ("float", "air", gesture.hover, "floats|is floating|hovers|is hovering in the air|drifts in the air|levitates"),
    (
        "bob",
        "water",
        gesture.bob,
        "bobs|is bobbing|bobs on the waves|rocks on the water|floats on the waves|rides the waves",
    ),
    (
        "take_off",
        "air",
        travel.take_off,
        "takes off|is taking off|launches|lifts off|blasts off|shoots up into the sky",
    ),
    ("land", "air", travel.land, "lands|is landing|touches down|comes in to land|descends to the ground|lands softly"),
    (
        "fall",
        "any",
        travel.fall,
        "falls|is falling|falls down|drops from above|falls from the sky|plummets|crashes down",
    ),
    (
        "flutter",
        "air",
        travel.flutter,
        "flutters down|is fluttering down|drifts down|floats down|sways down like a leaf",
    ),
    ("rise", "any", travel.rise, "rises|is rising|rises slowly|comes up from below|rises into view|goes up|climbs up"),
    ("sway", "ground", gesture.sway, "sways|is swaying|sways in the wind|sways in the breeze|moves gently in the wind"),
    (
        "spin",
        "any",
        gesture.spin,
        "spins|is spinning|spins around|rotates|is rotating|twirls|whirls around|turns in place",
    ),
    ("turn", "any", gesture.turn, "turns around|is turning around|turns about|turns its back|turns to the other side"),
    (
        "look_around",
        "ground",
        gesture.look_around,
        "looks around|is looking around|looks both ways|searches|glances about",
    ),
    (
        "wobble",
        "any",
        gesture.wobble,
        "wobbles|is wobbling|wobbles like jelly|jiggles|is jiggling|wiggles|wiggles about",
    ),
    ("shake", "any", gesture.shake, "shakes|is shaking|trembles|is trembling|shivers|vibrates|quivers"),
    ("grow", "any", gesture.grow, "grows|is growing|gets bigger|grows bigger|becomes large|grows tall|expands"),
    ("shrink", "any", gesture.shrink, "shrinks|is shrinking|gets smaller|becomes tiny|grows small|shrinks away"),
    (
        "pop_in",
        "any",
        travel.pop_in,
        "pops in|pops up|is popping up|appears with a pop|springs into view|suddenly appears",
    ),
    ("fade_in", "any", gesture.fade_in, "fades in|is fading in|appears|slowly appears|materialises|becomes visible"),
    ("fade_out", "any", gesture.fade_out, "fades out|is fading out|disappears|vanishes|slowly disappears|fades away"),
    ("pulse", "any", gesture.pulse, "pulses|is pulsing|beats|is beating|beats like a heart|throbs|pulsates"),
    ("sleep", "ground", gesture.sleep, "sleeps|is sleeping|is asleep|naps|takes a nap|snores|dozes|breathes slowly"),
    (
        "dance",
        "ground",
        gesture.dance,
        "dances|is dancing|dances happily|dances to the music|grooves|does a little dance",
    ),
    ("wave", "ground", gesture.wave, "waves|is waving|waves hello|waves goodbye|greets us|waves at the camera"),
    ("nod", "ground", gesture.nod, "nods|is nodding|nods yes|nods its head|nods in agreement|bows"),
    ("melt", "any", gesture.melt, "melts|is melting|melts down|melts away|melts into a puddle|collapses into a puddle"),
)


def _rows(rows: tuple[tuple[str, str, Draw, str], ...], directional: bool) -> dict[str, Motion]:
    """The table rows as motions by name."""
    return {
        name: Motion(
            name=name,
            phrases=tuple(phrases.split("|")),
            suits=frozenset(suits.split()),
            draw=draw,
            directional=directional,
        )
        for name, suits, draw, phrases in rows
    }


MOTIONS: dict[str, Motion] = _rows(_ON_THE_SPOT, False) | _rows(_DIRECTIONAL, True)
"""Every motion by name; no phrase belongs to two of them."""
