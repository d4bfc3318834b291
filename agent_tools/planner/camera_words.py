"""The planner's camera tables: verbs that may follow `the camera`, terms of the trade, framings. Data only.

Every row is a regular expression without groups of its own meaning; the first row that matches wins.
"""

from __future__ import annotations

from policy.types import CameraKind

SENTENCES: dict[CameraKind, str] = {
    CameraKind.STATIC: "static camera",
    CameraKind.PAN_LEFT: "the camera pans left",
    CameraKind.PAN_RIGHT: "the camera pans right",
    CameraKind.TILT_UP: "the camera tilts up",
    CameraKind.TILT_DOWN: "the camera tilts down",
    CameraKind.ZOOM_IN: "the camera zooms in",
    CameraKind.ZOOM_OUT: "the camera zooms out",
    CameraKind.DOLLY_IN: "the camera pushes in",
    CameraKind.DOLLY_OUT: "the camera pulls back",
    CameraKind.TRACKING: "the camera follows the subject",
    CameraKind.ORBIT: "the camera circles around",
    CameraKind.CRANE_UP: "the camera rises",
    CameraKind.CRANE_DOWN: "the camera descends",
    CameraKind.AERIAL: "aerial view",
    CameraKind.HANDHELD: "handheld camera",
    CameraKind.ROLL: "the camera rolls",
}
"""The words of a move that nobody typed."""

HOW = (
    r"(?:very\s+|super\s+|extremely\s+)?(?:slow(?:ly)?|gentl[ey]|gently|subtl[ey]|subtly|slight(?:ly)?|soft(?:ly)?|"
    r"smooth(?:ly)?|gradual(?:ly)?|fast|quick(?:ly)?|rapid(?:ly)?|dramatic(?:ally)?|sudden(?:ly)?|swift(?:ly)?|whip|"
    r"strong(?:ly)?|hard|simple|nice|cinematic|big|small|beautiful(?:ly)?|sweeping|steady|steadily|continuous(?:ly)?|"
    r"constant(?:ly)?)"
)
GENTLE = frozenset(
    "slow slowly gentle gently subtle subtly slight slightly soft softly gradual gradually small".split()
)
STRONG = frozenset(
    "fast quick quickly rapid rapidly dramatic dramatically sudden suddenly swift swiftly whip strong strongly crash "
    "hard".split()
)

_GOES = (
    r"(?:moves?|moving|goes|going|go|travels?|travelling|slides?|sliding|drifts?|drifting|glides?|gliding|floats?|"
    r"floating)(?:\s+\w+ly)?"
)
_SWINGS = rf"(?:pans?|panning|turns?|turning|sweeps?|sweeping|swings?|swinging|trucks?|trucking|looks?|looking|{_GOES})"
_SIDE = r"(?:\s+\w+ly)?(?:\s+(?:to|towards?|over\s+to))?(?:\s+the)?\s+"
_NODS = r"(?:tilts?|tilting|looks?|looking|pans?|panning)(?:\s+\w+ly)?\s+"
_IN = r"(?:\s+(?:in(?:to)?|on(?:to)?|to|closer|forwards?|towards?))*"
_SHOT = r"(?:shot|view|angle|perspective|footage|camera|cam|video|move|movement)"

AFTER_CAMERA: tuple[tuple[CameraKind, str], ...] = (
    (
        CameraKind.STATIC,
        r"(?:(?:stays?|remains?|holds?|keeps?|standing|staying|perfectly|completely)\s+)*(?:static|still|fixed|"
        r"locked(?:[\s-](?:off|down))?|motionless|stationary|steady|unmoving)|"
        r"(?:does\s+not|doesn't|never|not|don't|do\s+not)\s+mov(?:e|es|ing)|holds|stays?\s+(?:put|in\s+place|there)",
    ),
    (
        CameraKind.ORBIT,
        r"(?:(?:circles?|circling|orbits?|orbiting|arcs?|arcing|revolves?|revolving|swirls?)(?:\s+(?:around|about))?|"
        rf"(?:rotates?|rotating|spins?|spinning|swings?|turns?|{_GOES})\s+(?:all\s+the\s+way\s+)?"
        r"(?:in\s+a\s+circle\s+)?around)",
    ),
    (
        CameraKind.ROLL,
        r"(?:rolls?|rolling|tilts?\s+sideways|dutch(?:es)?|spins?|spinning|rotates?|rotating|twists?|twisting)",
    ),
    (
        CameraKind.TRACKING,
        r"(?:(?:follows?|following|tracks?|tracking|chases?|chasing|trails?|trailing)(?:\s+along)?|"
        rf"{_GOES}\s+(?:along(?:side)?|with|behind))",
    ),
    (CameraKind.PAN_LEFT, rf"{_SWINGS}{_SIDE}left(?:wards?)?"),
    (CameraKind.PAN_RIGHT, rf"{_SWINGS}{_SIDE}right(?:wards?)?"),
    (CameraKind.TILT_UP, rf"{_NODS}up(?:wards?)?"),
    (CameraKind.AERIAL, r"(?:looks?|looking)\s+down\s+from\s+(?:high\s+)?above|is\s+(?:high\s+)?above"),
    (CameraKind.TILT_DOWN, rf"{_NODS}down(?:wards?)?"),
    (CameraKind.ZOOM_OUT, r"zoom(?:s|ing)?(?:\s+\w+ly)?\s+(?:out|back|away)(?:\s+from)?"),
    (CameraKind.ZOOM_IN, rf"zoom(?:s|ing)?(?:\s+\w+ly)?{_IN}"),
    (
        CameraKind.DOLLY_OUT,
        r"(?:doll(?:y|ies|ying)\s+(?:out|back|away)|(?:pulls?|pulling|backs?|backing)(?:\s+\w+ly)?\s+(?:back|out|"
        r"away|up)|"
        rf"{_GOES}\s+(?:back(?:wards?)?|away|out|further|farther))(?:\s+from)?",
    ),
    (
        CameraKind.DOLLY_IN,
        r"(?:doll(?:y|ies|ying)|(?:push(?:es|ing)?|creeps?|creeping)(?:\s+\w+ly)?(?=\s+(?:in|forward|closer|toward))|"
        rf"approach(?:es|ing)|(?:gets?|comes?|coming)\s+closer|{_GOES}(?=\s+(?:in\b|into|closer|forward|nearer|"
        rf"toward)))"
        rf"{_IN}",
    ),
    (
        CameraKind.AERIAL,
        r"(?:flies|flying|fly|floats?|floating|hovers?|hovering|soars?|soaring)(?:\s+high)?\s+(?:over|above)",
    ),
    (
        CameraKind.CRANE_UP,
        r"(?:(?:cranes?|booms?|jibs?|lifts?|lifting)\s+up|rises?|rising|lifts?|ascends?|ascending|"
        rf"{_GOES}\s+up(?:wards?)?)",
    ),
    (
        CameraKind.CRANE_DOWN,
        r"(?:(?:cranes?|booms?|jibs?|lowers?|lowering|drops?)\s+down|descends?|descending|lowers?|sinks?|"
        rf"{_GOES}\s+down(?:wards?)?)",
    ),
    (CameraKind.HANDHELD, r"(?:shak(?:es?|ing|y)|wobbles?|wobbling|jitters?|hand-?held)"),
    (CameraKind.PAN_RIGHT, r"(?:pans?|panning|sweeps?|sweeping)(?:\s+(?:across|over|along))?"),
)
"""What the camera may do, in the words that stand after `the camera`."""

SHOTS: tuple[tuple[CameraKind, str], ...] = (
    (
        CameraKind.STATIC,
        rf"(?:static|locked[\s-]?(?:off|down)|still|fixed|stationary|motionless)[\s-]+{_SHOT}|locked[\s-]off|"
        rf"tripod\s+shot|"
        r"(?:no|without(?:\s+any)?)\s+camera\s+(?:movements?|motion|moves?)|no\s+(?:zoom(?:ing)?|pan(?:ning)?)",
    ),
    (
        CameraKind.AERIAL,
        rf"(?:aerial|drone|bird'?s?[\s-]?eye|birds'?[\s-]eye|top[\s-]?down|overhead|helicopter)[\s-]+{_SHOT}|"
        r"bird'?s?[\s-]eye|top[\s-]down|(?:seen|viewed|filmed|shot|view|looking\s+down)\s+from\s+(?:high\s+)?above|"
        r"(?:seen\s+)?from\s+a\s+bird'?s[\s-]eye\s+view",
    ),
    (
        CameraKind.TRACKING,
        r"(?:tracking|following|follow|trailing|steadicam|chase)[\s-]+(?:shot|camera|cam|footage|view)",
    ),
    (
        CameraKind.ORBIT,
        rf"(?:orbit(?:ing|al)?|arc|circling|360(?:\s?°|[\s-]degrees?)?)[\s-]+{_SHOT}(?:\s+{_SHOT})?",
    ),
    (
        CameraKind.HANDHELD,
        rf"(?:shaky[\s,]+)?hand-?\s?held(?:[\s-]+(?:{_SHOT}|feel|style|look))+|shaky[\s-]+{_SHOT}|camera\s+shake|"
        r"hand-?\s?held(?=\s*(?:[,.;!]|$)|\s+(?:clip|animation)\b)",
    ),
    (CameraKind.ROLL, r"dutch\s+(?:angle|tilt|roll|shot)|camera\s+roll|rolling\s+(?:camera|shot)|canted\s+angle"),
    (
        CameraKind.CRANE_DOWN,
        r"(?:crane|jib|boom)(?:\s+shot)?\s+(?:down(?:wards?)?|descending)|descending\s+crane(?:\s+shot)?",
    ),
    (
        CameraKind.CRANE_UP,
        r"(?:crane|jib|boom)(?:\s+shot)?\s+(?:up(?:wards?)?|rising|ascending)|rising\s+crane(?:\s+shot)?|"
        r"(?:crane|jib)\s+shot",
    ),
    (CameraKind.PAN_LEFT, r"left(?:ward)?\s+pan"),
    (CameraKind.PAN_RIGHT, r"right(?:ward)?\s+pan|pan(?:ning)?\s+shot(?!\s+(?:to|left|right))"),
    (CameraKind.TILT_UP, r"upward\s+tilt"),
    (CameraKind.TILT_DOWN, r"downward\s+tilt"),
    (CameraKind.ZOOM_IN, r"crash\s+zoom|zoom\s+shot|close\s+zoom|zoom-in"),
    (CameraKind.ZOOM_OUT, r"zoom-out"),
    (CameraKind.DOLLY_OUT, r"pull-?(?:back|out)\s+shot|reveal\s+shot|dolly-out"),
    (CameraKind.DOLLY_IN, r"push-in(?:\s+shot)?|dolly\s+(?:shot(?!\s+(?:moving|in|out|back))|zoom)|dolly-in"),
)
"""Names of shots: camera talk wherever they stand."""

MOVES: tuple[tuple[CameraKind, str], ...] = (
    (CameraKind.PAN_LEFT, rf"(?:camera\s+)?pan(?:ning)?(?:\s+shot)?{_SIDE}left(?:wards?)?"),
    (CameraKind.PAN_RIGHT, rf"(?:camera\s+)?pan(?:ning)?(?:\s+shot)?{_SIDE}right(?:wards?)?"),
    (CameraKind.TILT_UP, r"(?:camera\s+)?tilt(?:ing)?(?:\s+shot)?(?:\s+\w+ly)?\s+up(?:wards?)?"),
    (CameraKind.TILT_DOWN, r"(?:camera\s+)?tilt(?:ing)?(?:\s+shot)?(?:\s+\w+ly)?\s+down(?:wards?)?"),
    (CameraKind.ZOOM_OUT, r"(?:camera\s+)?zoom(?:ing)?(?:\s+\w+ly)?\s+out(?:\s+from)?"),
    (CameraKind.ZOOM_IN, rf"(?:camera\s+)?zoom(?:ing)?(?:\s+\w+ly)?(?=\s+(?:in|on|closer)){_IN}"),
    (CameraKind.DOLLY_OUT, r"(?:camera\s+)?dolly(?:ing)?(?:\s+shot)?(?:\s+moving)?\s+(?:out|back|away)(?:\s+from)?"),
    (CameraKind.DOLLY_IN, rf"(?:camera\s+)?dolly(?:ing)?(?:\s+shot)?(?:\s+moving)?(?=\s+in){_IN}"),
    (
        CameraKind.DOLLY_OUT,
        r"pull(?:ing)?\s+(?:back|out)(?=\s*(?:[,.;!]|$|to\s+(?:reveal|show)|from|slowly|gently))(?:\s+from)?",
    ),
    (CameraKind.DOLLY_IN, rf"push(?:ing)?(?=\s+in\s*(?:[,.;!]|$|on\b|to\b|towards?\b|slowly|gently|closer)){_IN}"),
    (CameraKind.PAN_RIGHT, r"pan(?:ning)?\s+(?:across|over|along)"),
    (CameraKind.PAN_RIGHT, r"(?:slow|gentle|quick|fast|whip|smooth|camera)\s+pan"),
    (CameraKind.ORBIT, r"(?:slow|gentle|quick|fast|smooth|camera|cinematic)\s+(?:orbit|arc)"),
    (CameraKind.ZOOM_IN, r"(?:slow|gentle|quick|fast|smooth|camera|dramatic)\s+zoom"),
    (CameraKind.ORBIT, r"(?:orbit(?:ing)?|circling|circle)\s+around\s+(?:it|him|her|them|the\s+subject)"),
    (
        CameraKind.TRACKING,
        r"follow(?:ing)?\s+(?:it|him|her|them|the\s+subject)(?=\s*(?:[,.;!]|$|as\b|through|across|along))",
    ),
    (
        CameraKind.TRACKING,
        r"follow(?=\s+(?:the|an?)\s+(?:\w+\s+){1,3}(?:as|while|through|across|along|from\s+behind)\b)",
    ),
)
"""Moves without `camera`: camera talk only where they open a chunk or follow `with`, `slow` and the like."""

FRAMINGS = (
    r"(?:extreme\s+)?close-ups?(?:\s+(?:shot|view))?|(?:extreme\s+)?close\s+up(?=\s+(?:of|shot|on|"
    r"view))(?:\s+(?:shot|view))?|"
    r"(?:extreme\s+|very\s+)?(?:wide|medium|long|full|establishing|macro|over-the-shoulder|eye[\s-]level|low[\s-]angle|"
    r"high[\s-]angle|point[\s-]of[\s-]view|pov|medium\s+close-up|three-quarter|profile|two)[\s-](?:angle\s+)?(?:shot|"
    r"view)|"
    r"(?:from\s+)?(?:a\s+)?(?:low|high|wide)[\s-]angle|eye[\s-]level|first[\s-]person\s+view|"
    r"shallow\s+depth\s+of\s+field|"
    r"depth\s+of\s+field|bokeh"
)
FALLS = frozenset(
    "fall falls falling fell drop drops dropping descend descends descending come comes coming land lands landing "
    "rain rains "
    "raining pour pours pouring shine shines shining lit light swoop swoops dive dives attack attacks float floats "
    "floating "
    "lower lowers fly flies snow snows lean leans hang hangs hanging".split()
)
"""Verbs whose `from above` says where something comes from."""
