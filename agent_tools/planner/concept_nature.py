"""Ready shots that explain water, plants, animals and the sky. Data only."""

from __future__ import annotations

from agent_tools.planner.concept import Concept

NATURE: tuple[Concept, ...] = (
    Concept(
        name="rain",
        pattern=(
            r"(?:the\s+)?(?:water|rain)\s+cycle|(?:rain|clouds?)\s+(?:forms|is\s+formed|is\s+made|are\s+formed|"
            r"form)"
        ),
        asked=r"(?:it\s+)?rains?(?:\s+(?:forms?|happens?|works?|falls?|comes?))?|clouds?(?:\s+forms?)?",
        steps=(
            (
                "the sun shines on the sea and a droplet rises",
                (("sun", "pulses"), ("droplet", "rises")),
                "on the sea",
                "The sun warms water",
            ),
            (
                "the evaporating sea becomes a cloud",
                (("evaporating sea", "becomes a cloud"),),
                "on the sea",
                "Vapour becomes a cloud",
            ),
            (
                "a cloud begins to rain and rain falls on a meadow",
                (("cloud", "begins to rain"),),
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
        name="seasons",
        pattern=(
            r"^(?:explain\s+)?(?:the\s+)?(?:four\s+)?seasons(?:\s+of\s+the\s+year)?$|(?:have|there\s+are|are\s+"
            r"there)\s+seasons|cycle\s+of\s+the\s+seasons|(?:about|explain)\s+the\s+(?:four\s+)?seasons"
        ),
        asked=r"(?:the\s+)?(?:four\s+)?seasons\s+(?:change|work|happen|come)",
        steps=(
            (
                "a tree comes into blossom",
                (("tree", "comes into blossom"),),
                "in a green meadow",
                "Spring: it blossoms",
            ),
            (
                "a tree from spring to summer",
                (("tree", "from spring to summer"),),
                "in a green meadow",
                "Summer: it is green",
            ),
            (
                "a tree from summer to autumn",
                (("tree", "from summer to autumn"),),
                "in a green meadow",
                "Autumn: leaves turn red",
            ),
            (
                "a tree from autumn to winter",
                (("tree", "from autumn to winter"),),
                "in a green meadow",
                "Winter: it rests",
            ),
        ),
    ),
    Concept(
        name="volcano",
        pattern=r"volcanic\s+eruptions?|inside\s+(?:of\s+)?an?\s+volcano",
        asked=r"(?:an?\s+|the\s+)?volcano(?:e?s)?(?:\s+(?:erupts?|works?|forms?))?",
        steps=(
            (
                "a volcano cross section shakes",
                (("volcano cross section", "shakes"),),
                "in the mountains",
                "Magma collects below",
            ),
            (
                "a volcano trembles and sparks fly",
                (("volcano", "trembles"),),
                "in the mountains",
                "Pressure pushes it up",
            ),
            (
                "a volcano shakes, fire and smoke rise",
                (("volcano", "shakes"), ("fire", "rises")),
                "in the mountains",
                "Lava and ash break out",
            ),
        ),
    ),
    Concept(
        name="butterfly",
        pattern=r"life[\s-]?cycle\s+of\s+(?:an?\s+|the\s+)?butterfl(?:y|ies)|butterfly(?:'s)?\s+life[\s-]?cycle",
        asked=(
            r"(?:an?\s+|the\s+)?butterfl(?:y|ies)(?:\s+(?:grows?|develops?|is\s+born|are\s+born|comes?\s+to\s+be))?"
            r"|metamorphosis(?:\s+works?)?"
        ),
        steps=(
            (
                "a green caterpillar wobbles on a leaf",
                (("green caterpillar", "wobbles"), ("leaf", "")),
                "in a garden",
                "A caterpillar eats and grows",
            ),
            (
                "a caterpillar becomes a cocoon",
                (("caterpillar", "becomes a cocoon"),),
                "in a garden",
                "It spins a cocoon",
            ),
            (
                "a cocoon becomes a butterfly",
                (("cocoon", "becomes a butterfly"),),
                "in a garden",
                "A butterfly comes out",
            ),
            (
                "a monarch butterfly flies across a garden",
                (("monarch butterfly", "flies across"),),
                "in a garden",
                "It flies and lays eggs",
            ),
        ),
    ),
    Concept(
        name="frog",
        pattern=r"life[\s-]?cycle\s+of\s+(?:an?\s+|the\s+)?frogs?|frog(?:'s)?\s+life[\s-]?cycle",
        asked=r"(?:an?\s+|the\s+)?frogs?\s+(?:grows?|develops?|is\s+born|are\s+born)",
        steps=(
            (
                "frogspawn becomes a tadpole",
                (("frogspawn", "becomes a tadpole"),),
                "underwater",
                "Eggs become tadpoles",
            ),
            ("a tadpole becomes a frog", (("tadpole", "becomes a frog"),), "underwater", "Tadpoles grow legs"),
            ("a frog hops along", (("frog", "hops along"),), "in a green meadow", "A frog hops ashore"),
        ),
    ),
    Concept(
        name="plant growth",
        pattern=r"plant\s+growth|germination|life[\s-]?cycle\s+of\s+(?:an?\s+|the\s+)?(?:plants?|flowers?)",
        asked=(
            r"(?:an?\s+|the\s+)?(?<!potted\s)(?<!pot\s)(?:plants?|seeds?|flowers?)\s+"
            r"(?:grows?|sprouts?|germinates?|becomes?\s+an?\s+"
            r"plants?)"
        ),
        steps=(
            ("a seed sprouts", (("seed", "sprouts"),), "in a garden", "A seed sprouts"),
            ("a sprout grows", (("sprout", "grows"),), "in a garden", "The shoot grows leaves"),
            (
                "a growing plant begins to bloom",
                (("growing plant", "begins to bloom"),),
                "in a garden",
                "The plant flowers",
            ),
        ),
        lighting="bright sunlight",
    ),
    Concept(
        name="moon phases",
        pattern=r"(?:the\s+)?(?:moon\s+phases|phases\s+of\s+the\s+moon|lunar\s+(?:phases|cycle))",
        asked=r"(?:the\s+)?moon\s+changes(?:\s+(?:its\s+)?shape)?",
        steps=(
            ("a new moon floats at night", (("new moon", "floats"),), "in space", "New moon: we see its dark side"),
            ("the moon waxes", (("moon", "waxes"),), "in space", "It waxes"),
            ("a full moon pulses", (("full moon", "pulses"),), "in space", "Full moon"),
            ("the moon wanes", (("moon", "wanes"),), "in space", "It wanes"),
        ),
    ),
    Concept(
        name="food chain",
        pattern=r"(?:the\s+)?food\s+(?:chain|web)s?",
        steps=(
            (
                "the sun pulses above a growing plant",
                (("sun", "pulses"), ("growing plant", "grows")),
                "in a green meadow",
                "Plants catch sunlight",
            ),
            (
                "a rabbit hops to leafy greens",
                (("rabbit", "hops"), ("leafy greens", "")),
                "in a green meadow",
                "Rabbits eat plants",
            ),
            ("a fox chases a rabbit", (("fox", "chases"), ("rabbit", "")), "in a green meadow", "Foxes eat rabbits"),
        ),
    ),
)
