"""Common onboarding and explainer concepts as ready shots. Data only.

Every subject, action and setting is one that the embedded model was trained on. A step is
`(scene, ((subject, action), ...), setting, caption)`; a time in the setting (`at night`) becomes lighting.
"""

from __future__ import annotations

from dataclasses import dataclass

Step = tuple[str, tuple[tuple[str, str], ...], str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One concept.

    Attributes:
        name: Stable name, used in notes.
        pattern: Regular expression of the words that name it.
        asked: More words that name it, but only where something is to be explained (`how rain forms`).
        steps: Its shots when it is explained, in order.
        greeting: Whether the person's own sentence is what the clip should say (`Happy birthday!`).
        alone: The one step that stands for a bare name; None = all of them.
        lighting: Lighting of every shot; empty for the default.
    """

    name: str
    pattern: str
    asked: str = ""
    steps: tuple[Step, ...]
    greeting: bool = False
    alone: int | None = None
    lighting: str = ""


CONCEPTS: tuple[Concept, ...] = (
    Concept(
        name="password reset",
        pattern=r"(?:reset(?:ting)?|forg[eo]t(?:ten)?|chang(?:e|ing)|recover(?:ing)?|new)\s+(?:\w+\s+){0,2}?passwords?|"
        r"passwords?\s+(?:reset|recovery|change)",
        steps=(
            (
                "a lock hangs in front of a laptop",
                (("lock", "wobbles"), ("laptop", "")),
                "in an office",
                "Ask for a reset link",
            ),
            ("an envelope flies in and opens", (("envelope", "flies in"),), "on a plain background", "Open the e-mail"),
            (
                "a key spins and an open padlock pops in",
                (("key", "spins"), ("open padlock", "pops in")),
                "on a plain background",
                "Choose a new password",
            ),
        ),
    ),
    Concept(
        name="welcome",
        pattern=r"welcom(?:e|es|ing)(?:\s+(?:aboard|back|on\s+board|screen|message))?|onboarding(?:\s+(?:intro|start|"
        r"greeting))?|"
        r"sign(?:ed|ing)?[\s-]up\s+(?:greeting|message)",
        steps=(
            (
                "a waving hand greets and a party popper pops in",
                (("waving hand", "waves"), ("party popper", "pops in")),
                "on a plain background",
                "Welcome!",
            ),
            (
                "a mobile phone slides in and lights up",
                (("mobile phone", "slides in"),),
                "on a plain background",
                "Look around",
            ),
            ("a rocket launches", (("rocket", "launches"),), "in a sky with clouds", "Let's go"),
        ),
        greeting=True,
    ),
    Concept(
        name="birthday",
        pattern=r"happy\s+birthday|birthday\s+(?:greeting|wish(?:es)?|message|card)",
        steps=(
            (
                "a birthday cake pops up, a balloon rises and a party popper pops in",
                (("birthday cake", "pops up"), ("balloon", "rises"), ("party popper", "pops in")),
                "on a plain background",
                "Happy birthday!",
            ),
        ),
        greeting=True,
    ),
    Concept(
        name="thanks",
        pattern=r"thank\s+you(?:\s+(?:message|card|note|screen))?|thanks\s+for",
        steps=(
            (
                "a heart pulses and an envelope flies in",
                (("heart", "pulses"), ("envelope", "flies in")),
                "on a plain background",
                "Thank you!",
            ),
        ),
        greeting=True,
    ),
    Concept(
        name="success",
        pattern=r"congrat(?:ulation)?s|well\s+done|good\s+job|great\s+job|hooray|success(?:ful(?:ly)?)?|"
        r"you\s+did\s+it|task\s+"
        r"(?:done|complete[d]?)|goal\s+reached|all\s+done",
        steps=(
            (
                "a check mark pops in and a party popper pops in",
                (("check mark", "pops in"), ("party popper", "pops in")),
                "on a plain background",
                "Done!",
            ),
        ),
        greeting=True,
    ),
    Concept(
        name="error",
        pattern=r"error\s+(?:message|screen|page|state)|something\s+went\s+wrong|"
        r"oops(?:[,!.]?\s*something\s+went\s+wrong)?|404|"
        r"(?:connection|network|upload|payment)\s+(?:lost|problem|error|failed|failure)",
        asked=r"(?:an?\s+)?errors?",
        alone=0,
        steps=(
            (
                "a warning sign shakes in front of a laptop",
                (("warning", "shakes"), ("laptop", "")),
                "on a plain background",
                "Something went wrong",
            ),
            ("a gear spins while the problem is fixed", (("gear", "spins"),), "on a plain background", "We are on it"),
            ("a check mark pops in", (("check mark", "pops in"),), "on a plain background", "Try again"),
        ),
    ),
    Concept(
        name="upload",
        pattern=r"(?:file\s+)?upload(?:ing)?(?:\s+(?:an?|the|my|your|our|files?|photos?|documents?|images?|pictures?|"
        r"data))*",
        asked=r"(?:add|attach|send)(?:ing)?\s+(?:an?|the|my|your)\s+(?:file|document|photo|attachment)",
        steps=(
            (
                "a page pops in on a laptop",
                (("page", "pops in"), ("laptop", "")),
                "in an office",
                "Choose a file",
            ),
            (
                "a page rises into a cloud",
                (("page", "rises"), ("cloud", "floats")),
                "in a sky with clouds",
                "Upload it",
            ),
            (
                "a check mark pops in on a cloud",
                (("check mark", "pops in"), ("cloud", "floats")),
                "in a sky with clouds",
                "Done",
            ),
        ),
    ),
    Concept(
        name="search",
        pattern=r"search\s+(?:bar|box|results?)",
        asked=r"(?:the\s+)?search(?:es|ing)?(?:\s+(?:bar|box|engines?|results?|the|our|your|my|files?|products?|"
        r"something))*|"
        r"find(?:ing)?\s+(?:an?|the|my|your)\s+(?:file|product|order|item|document|article)",
        steps=(
            (
                "a magnifying glass slides over a laptop",
                (("magnifying glass", "slides in"), ("laptop", "")),
                "in an office",
                "Type what you look for",
            ),
            (
                "a magnifying glass slides over a page",
                (("magnifying glass", "slides in"), ("page", "")),
                "on a plain background",
                "Look through the results",
            ),
            ("a light bulb lights up", (("light bulb", "pops in"),), "on a plain background", "Found it"),
        ),
    ),
    Concept(
        name="schedule",
        pattern=r"(?:book(?:ing)?|schedul(?:e|ing)|plan(?:ning)?|set(?:ting)?\s+up|arrang(?:e|ing))\s+(?:an?|the|my|"
        r"your|our)?\s*(?:\w+\s+)?"
        r"(?:meetings?|appointments?|calls?|demos?|events?|visits?|calendar)|calendar\s+(?:invite|event|reminder)|"
        r"reminders?",
        steps=(
            ("a calendar slides in", (("calendar", "slides in"),), "in an office", "Open the calendar"),
            (
                "an alarm clock rings beside a calendar",
                (("alarm clock", "shakes"), ("calendar", "")),
                "in an office",
                "Pick a time",
            ),
            (
                "a check mark pops in on a calendar",
                (("check mark", "pops in"), ("calendar", "")),
                "in an office",
                "Confirm",
            ),
        ),
    ),
    Concept(
        name="payment",
        alone=2,
        pattern=r"(?:online\s+)?payments?(?:\s+(?:method|successful|received|flow|process))?|"
        r"pay(?:ing)?\s+(?:by|with|for|online|an?|the|my|your)(?:\s+(?:credit\s+card|card|bill|invoice|order))*|"
        r"check\s?out(?:\s+(?:process|flow))?|"
        r"(?:add|enter)\s+(?:an?|my|your|the)\s+credit\s+card",
        steps=(
            ("a shopping cart rolls in", (("shopping cart", "slides in"),), "on a plain background", "Open your cart"),
            (
                "a credit card slides in beside a mobile phone",
                (("credit card", "slides in"), ("mobile phone", "")),
                "on a plain background",
                "Enter your card",
            ),
            (
                "a check mark pops in and a coin spins",
                (("check mark", "pops in"), ("coin", "spins")),
                "on a plain background",
                "Paid",
            ),
        ),
    ),
    Concept(
        name="delivery",
        pattern=r"(?:shipping|delivery)\s+(?:process|status|update)|(?:your\s+)?(?:order|package|parcel)\s+(?:is\s+|"
        r"was\s+|has\s+been\s+)?"
        r"(?:shipped|delivered|on\s+its\s+way)",
        asked=r"(?:the\s+)?(?:shipping|shipment|delivery|deliveries)|(?:ship|deliver)(?:s|ing)?(?:\s+(?:an?|the|your|"
        r"my|our|orders?|"
        r"packages?|parcels?))*|track(?:ing)?\s+(?:an?|the|my|your)\s+(?:order|package|parcel)",
        steps=(
            ("a package falls into place", (("package", "falls"),), "on a plain background", "Packed"),
            (
                "a delivery truck drives across the city",
                (("delivery truck", "drives across"),),
                "in the city",
                "On its way",
            ),
            ("a package lands in front of a house", (("package", "lands"), ("house", "")), "in a garden", "Delivered"),
        ),
    ),
    Concept(
        name="security",
        pattern=r"(?:data\s+|account\s+|online\s+|app\s+)?(?:security|privacy|encryption)(?:\s+works?)?|"
        r"two[\s-]factor(?:\s+authentication)?|2fa|"
        r"(?:keep|protect|secur(?:e|ing))(?:ing)?\s+(?:your|my|our|the)?\s*(?:data|account|information|"
        r"files?)(?:\s+(?:safe|secure))?",
        steps=(
            (
                "a shield slides in front of a laptop",
                (("shield", "slides in"), ("laptop", "")),
                "in an office",
                "Protect the account",
            ),
            (
                "a mobile phone shows a key",
                (("mobile phone", "shakes"), ("key", "pops in")),
                "on a plain background",
                "Confirm it is you",
            ),
            ("a lock snaps shut", (("lock", "bounces"), ("check mark", "pops in")), "on a plain background", "Safe"),
        ),
    ),
    Concept(
        name="rain",
        pattern=r"(?:the\s+)?(?:water|rain)\s+cycle|(?:rain|clouds?)\s+(?:forms|is\s+formed|is\s+made|are\s+formed|"
        r"form)",
        asked=r"(?:it\s+)?rains?(?:\s+(?:forms?|happens?|works?|falls?|comes?))?|clouds?(?:\s+forms?)?",
        steps=(
            (
                "the sun shines on the sea and vapour rises",
                (("sun", "pulses"), ("droplet", "rises")),
                "on the sea",
                "The sun warms water",
            ),
            ("vapour gathers into a cloud", (("cloud", "grows"),), "in a sky with clouds", "Vapour becomes a cloud"),
            (
                "drops fall from a rain cloud",
                (("rain cloud", "floats"), ("droplet", "falls")),
                "in a green meadow",
                "Drops fall as rain",
            ),
        ),
    ),
    Concept(
        name="photosynthesis",
        pattern=r"photosynthesis|plants?\s+(?:make|makes|get|produce)\s+(?:their\s+|its\s+)?(?:food|oxygen|energy|"
        r"sugar)",
        steps=(
            (
                "the sun shines on a seedling",
                (("sun", "pulses"), ("seedling", "sways")),
                "in a garden",
                "Leaves catch light",
            ),
            (
                "water drops rise into a seedling",
                (("droplet", "rises"), ("seedling", "sways")),
                "in a garden",
                "Roots drink water",
            ),
            (
                "a seedling grows and a leaf rises",
                (("seedling", "grows"), ("leaf", "rises")),
                "in a garden",
                "Sugar and oxygen",
            ),
        ),
        lighting="bright sunlight",
    ),
    Concept(
        name="cell division",
        pattern=r"cell\s+division|mitosis|(?:a\s+)?cells?\s+divides?|cells\s+multiply",
        steps=(
            ("a round cell floats", (("cell", "floats"),), "in a laboratory", "One cell"),
            (
                "a cell stretches and wobbles",
                (("cell", "wobbles"), ("dna", "spins")),
                "in a laboratory",
                "The DNA is copied",
            ),
            (
                "a dividing cell wobbles and splits into two",
                (("dividing cell", "wobbles"),),
                "in a laboratory",
                "Two cells",
            ),
        ),
        lighting="even studio light",
    ),
    Concept(
        name="day and night",
        pattern=r"day\s+and\s+night|(?:the\s+)?earth(?:'s)?\s+(?:rotation|rotates|spins|turns)|why\s+(?:it|"
        r"there)\s+(?:gets|is)\s+(?:dark|night)",
        steps=(
            (
                "the sun shines on the turning earth",
                (("earth", "spins"), ("sun", "pulses")),
                "in space",
                "The earth turns",
            ),
            ("the sun rises over hills", (("sun", "rises"),), "in a green meadow", "Our side faces the sun: day"),
            (
                "the moon rises over hills",
                (("moon", "rises"),),
                "in a green meadow at night",
                "Our side turns away: night",
            ),
        ),
    ),
    Concept(
        name="growth",
        pattern=r"(?:sales|business|revenue|user|our)\s+growth|growth\s+(?:chart|report)|(?:monthly|weekly|"
        r"yearly)\s+report",
        steps=(
            ("a chart grows", (("chart increasing", "grows"),), "in an office", "More every month"),
            ("a rocket launches", (("rocket", "launches"),), "in a sky with clouds", "And rising"),
        ),
    ),
)
