"""Ready shots for what people say to each other: welcome, thanks, well done. Data only."""

from __future__ import annotations

from agent_tools.planner.concept import Concept

GREETINGS: tuple[Concept, ...] = (
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
)
