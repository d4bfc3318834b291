"""Ready shots around orders, payments and dates. Data only."""

from __future__ import annotations

from agent_tools.planner.concept import Concept

SHOP: tuple[Concept, ...] = (
    Concept(
        name="appointment reminder",
        pattern=(
            r"appointment\s+reminders?|remind(?:ing)?\s+(?:me|you|us|users?|customers?|patients?)\s+(?:of|about)\s+"
            r"(?:an?\s+|the\s+|my\s+|your\s+|our\s+)?appointments?|(?:upcoming|next)\s+appointment"
        ),
        alone=0,
        steps=(
            ("a calendar event pops in", (("calendar event", "pops in"),), "in an office", "Your appointment is near"),
            ("an alarm clock rings", (("alarm clock", "shakes"),), "in an office", "Be there on time"),
            ("a waving person waves", (("waving person", "waves"),), "in an office", "See you soon"),
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
        name="return",
        pattern=(
            r"(?:refunds?|returns?)\s+(?:process|policy)|(?:return(?:ing)?|send(?:ing)?\s+back)\s+(?:an?\s+|the\s+|"
            r"my\s+|your\s+|our\s+)?(?:order|item|product|package|parcel|purchase)|(?:get(?:ting)?|request(?:ing)?|"
            r"ask(?:ing)?\s+for)\s+(?:an?\s+|my\s+|your\s+)?refund|money[\s-]back"
        ),
        steps=(
            (
                "a package closes beside refresh arrows",
                (("box", "closes"), ("refresh arrows", "spins")),
                "on a plain background",
                "Pack the item",
            ),
            (
                "a delivery truck drives across the city",
                (("delivery truck", "drives across"),),
                "in the city",
                "Send it back",
            ),
            (
                "a coin spins and a credit card slides in",
                (("coin", "spins"), ("credit card", "slides in")),
                "on a plain background",
                "Get your money back",
            ),
        ),
    ),
    Concept(
        name="upgrade",
        pattern=(
            r"(?:upgrad(?:e|ing)|renew(?:ing)?|chang(?:e|ing))\s+(?:an?\s+|the\s+|my\s+|your\s+|our\s+)?(?:plan|"
            r"subscription|account|membership)|subscription\s+(?:upgrade|renewal|plans?)|subscrib(?:e|ing)(?:\s+"
            r"to\s+(?:an?\s+|the\s+|my\s+|your\s+|our\s+)?(?:newsletter|service|plan))?|go(?:ing)?\s+(?:pro|"
            r"premium)"
        ),
        steps=(
            (
                "a profile card slides in and a star pulses",
                (("profile card", "slides in"), ("star", "pulses")),
                "in an office",
                "Choose your plan",
            ),
            (
                "a credit card slides in beside a mobile phone",
                (("credit card", "slides in"), ("mobile phone", "")),
                "on a plain background",
                "Confirm the payment",
            ),
            (
                "a rocket launches and sparkles pop in",
                (("rocket", "launches"), ("sparkles", "pops in")),
                "in a sky with clouds",
                "More power for you",
            ),
        ),
    ),
    Concept(
        name="trial ends",
        pattern=(
            r"(?:free\s+)?trial\s+(?:(?:period\s+)?(?:is\s+)?(?:ends?|ending|expires?|expiring|over|is\s+over|"
            r"has\s+ended)(?:\s+soon)?|reminder)|end\s+of\s+(?:an?\s+|the\s+|my\s+|your\s+|our\s+)?(?:free\s+)?"
            r"trial"
        ),
        alone=0,
        steps=(
            (
                "an hourglass stands beside a calendar",
                (("hourglass", "shakes"), ("calendar", "")),
                "on a plain background",
                "Your trial ends soon",
            ),
            (
                "a star pulses and a profile card slides in",
                (("star", "pulses"), ("profile card", "slides in")),
                "on a plain background",
                "Pick a plan",
            ),
            (
                "a check mark pops in and a heart pulses",
                (("check mark", "pops in"), ("heart", "pulses")),
                "on a plain background",
                "Keep everything",
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
        name="growth",
        pattern=r"(?:sales|business|revenue|user|our)\s+growth|growth\s+(?:chart|report)|(?:monthly|weekly|"
        r"yearly)\s+report",
        steps=(
            ("a chart grows", (("chart increasing", "grows"),), "in an office", "More every month"),
            ("a rocket launches", (("rocket", "launches"),), "in a sky with clouds", "And rising"),
        ),
    ),
)
