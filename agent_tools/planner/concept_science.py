"""Ready shots that explain the body, energy and machines. Data only."""

from __future__ import annotations

from agent_tools.planner.concept import Concept

SCIENCE: tuple[Concept, ...] = (
    Concept(
        name="cell division",
        pattern=r"cell\s+division|mitosis|(?:a\s+)?cells?\s+divides?|cells\s+multiply",
        steps=(
            ("a single cell pulses", (("single cell", "pulses"),), "in a laboratory", "One cell"),
            ("dna opens to be copied", (("dna", "opens to be copied"),), "in a laboratory", "The DNA is copied"),
            ("a cell divides into two", (("cell", "divides into two"),), "in a laboratory", "Two cells"),
        ),
        lighting="even studio light",
    ),
    Concept(
        name="heartbeat",
        pattern=(
            r"(?:human\s+)?heart\s?beats?\s+explained|(?:blood\s+)?circulation(?:\s+of\s+(?:the\s+)?blood)?|"
            r"circulatory\s+system"
        ),
        asked=(
            r"(?:an?\s+|the\s+|our\s+|your\s+|my\s+)?(?:human\s+)?(?:hearts?(?:\s+(?:pumps?|beats?|works?)(?:\s+"
            r"blood)?)?|heart\s?beats?)"
        ),
        steps=(
            ("a heart pumps blood", (("heart", "pumps blood"),), "in a laboratory", "The heart squeezes"),
            (
                "a red blood cell floats through the body",
                (("red blood cell", "floats"),),
                "in a laboratory",
                "Blood carries oxygen",
            ),
            ("lungs pulse", (("lungs", "pulses"),), "in a laboratory", "The lungs fill it again"),
        ),
    ),
    Concept(
        name="digestion",
        pattern=r"digestion|digestive\s+system",
        asked=(
            r"(?:food\s+is\s+digested|(?:we|people|humans|you)\s+digest(?:\s+food)?|(?:an?\s+|the\s+|my\s+|your\s+|"
            r"our\s+)?stomachs?(?:\s+works?)?)"
        ),
        steps=(
            ("an apple is bitten", (("apple", "is bitten"),), "in a kitchen", "Teeth grind the food"),
            ("a stomach wobbles", (("stomach", "wobbles"),), "in a laboratory", "The stomach breaks it down"),
            ("a red blood cell floats", (("red blood cell", "floats"),), "in a laboratory", "Blood carries the energy"),
        ),
    ),
    Concept(
        name="electricity",
        pattern=r"electric(?:al)?\s+circuits?|electric\s+current",
        asked=r"electricity(?:\s+(?:works?|flows?))?|(?:an?\s+|the\s+)?circuits?",
        steps=(
            ("a battery pulses", (("battery", "pulses"),), "in a laboratory", "A battery pushes current"),
            (
                "a plug slides in and a lightning bolt pops in",
                (("plug", "slides in"), ("lightning bolt", "pops in")),
                "in a laboratory",
                "The wire closes the circuit",
            ),
            ("a light bulb lights up", (("light bulb", "lights up"),), "in a laboratory", "The lamp lights up"),
        ),
    ),
    Concept(
        name="solar energy",
        pattern=r"solar\s+(?:energy|power)",
        asked=r"(?:an?\s+|the\s+)?solar\s+(?:panels?|cells?)(?:\s+works?)?",
        steps=(
            (
                "the sun pulses above a solar panel",
                (("sun", "pulses"), ("solar panel", "")),
                "in a green meadow",
                "Sunlight hits the panel",
            ),
            (
                "a lightning bolt pops in above a solar panel",
                (("lightning bolt", "pops in"), ("solar panel", "")),
                "in a green meadow",
                "It becomes electricity",
            ),
            (
                "a light bulb lights up in front of a house",
                (("light bulb", "lights up"), ("house", "")),
                "in a green meadow",
                "Light for the house",
            ),
        ),
        lighting="bright sunlight",
    ),
    Concept(
        name="flight",
        pattern=r"principles?\s+of\s+flight",
        asked=r"(?:an?\s+|the\s+)?(?:aero|air)?planes?\s+(?:fly|flies|takes?\s+off|stays?\s+in\s+the\s+air)",
        steps=(
            ("an airplane takes off", (("airplane", "takes off"),), "in a green meadow", "Engines push it forward"),
            (
                "the wind blows past a wing",
                (("wing", "sways"), ("wind face", "slides in")),
                "in a sky with clouds",
                "Air lifts the wing",
            ),
            (
                "an airplane flies across the sky",
                (("airplane", "flies across"),),
                "in a sky with clouds",
                "Lift beats weight: it flies",
            ),
        ),
    ),
    Concept(
        name="recycling",
        pattern=r"recycling(?:\s+(?:process|works?))?",
        asked=r"(?:paper|waste|glass|plastic|we|you|people)\s+(?:is\s+|are\s+)?recycled?",
        steps=(
            (
                "a newspaper falls beside a wastebasket",
                (("newspaper", "falls"), ("wastebasket", "")),
                "on a street",
                "Sort your waste",
            ),
            (
                "a recycling symbol spins before a factory",
                (("recycling symbol", "spins"), ("factory", "")),
                "in a green meadow",
                "It becomes raw material",
            ),
            (
                "a notebook pops in and a check mark pops in",
                (("notebook", "pops in"), ("check mark", "pops in")),
                "on a plain background",
                "Made into something new",
            ),
        ),
    ),
)
