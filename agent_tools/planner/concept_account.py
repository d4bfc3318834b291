"""Ready shots for a person and an account: sign up, log in, security, support. Data only."""

from __future__ import annotations

from agent_tools.planner.concept import Concept

ACCOUNT: tuple[Concept, ...] = (
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
        name="verify e-mail",
        pattern=(
            r"(?:verify(?:ing)?|confirm(?:ing)?|validat(?:e|ing))\s+(?:an?\s+|the\s+|my\s+|your\s+|our\s+)?"
            r"e-?mail(?:\s+address)?|e-?mail\s+(?:verification|confirmation)"
        ),
        steps=(
            ("an envelope flies in", (("envelope", "flies in"),), "in an office", "Look into your inbox"),
            ("a letter opens", (("envelope", "opens"),), "on a plain background", "Open the message"),
            (
                "a link pops in and a check mark pops in",
                (("link", "pops in"), ("check mark", "pops in")),
                "on a plain background",
                "Click the link",
            ),
        ),
    ),
    Concept(
        name="sign up",
        pattern=(
            r"sign(?:ing)?[\s-]?up(?!\s+(?:greeting|message))(?:\s+(?:flow|process|form|page))?|(?:create|creating|"
            r"open|register(?:ing)?\s+for|make)\s+(?:an?\s+|the\s+|my\s+|your\s+|our\s+)?(?:new\s+)?account|"
            r"(?:user\s+)?registration(?:\s+(?:flow|process))?"
        ),
        steps=(
            ("a login form slides in", (("login form", "slides in"),), "in an office", "Enter your name and e-mail"),
            (
                "an envelope flies in and a check mark pops in",
                (("envelope", "flies in"), ("check mark", "pops in")),
                "on a plain background",
                "Confirm your e-mail",
            ),
            (
                "a waving person waves and a party popper pops in",
                (("waving person", "waves"), ("party popper", "pops in")),
                "on a plain background",
                "Welcome aboard",
            ),
        ),
    ),
    Concept(
        name="log in",
        pattern=(
            r"(?:log(?:ging)?|sign(?:ing)?)[\s-]?in(?:to)?(?:\s+(?:an?\s+|the\s+|my\s+|your\s+|our\s+)?(?:account|"
            r"app))?(?:\s+(?:flow|process))?"
        ),
        steps=(
            ("a login form slides in", (("login form", "slides in"),), "in an office", "Open the login page"),
            (
                "a password field pops in and a key spins",
                (("password field", "pops in"), ("key", "spins")),
                "on a plain background",
                "Enter your password",
            ),
            ("an open padlock pops in", (("open padlock", "pops in"),), "on a plain background", "You are in"),
        ),
    ),
    Concept(
        name="invite a teammate",
        pattern=(
            r"(?:invit(?:e|ing)|add(?:ing)?)\s+(?:an?\s+|the\s+|my\s+|your\s+|our\s+|new\s+|other\s+"
            r")*(?:team\s?mates?|team\s+members?|co-?workers?|colleagues?|members?|friends?|users?|people|"
            r"team)(?:\s+to\s+(?:an?\s+|the\s+|my\s+|your\s+|our\s+)?(?:team|workspace|project|app))?|team\s+"
            r"invit(?:e|ation)s?"
        ),
        steps=(
            (
                "a group of users slides in on a laptop",
                (("group of users", "slides in"), ("laptop", "")),
                "in an office",
                "Open your team",
            ),
            ("an envelope takes off", (("envelope", "takes off"),), "in a sky with clouds", "Send the invitation"),
            (
                "a waving person waves and a party popper pops in",
                (("waving person", "waves"), ("party popper", "pops in")),
                "in an office",
                "They join you",
            ),
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
        name="support",
        pattern=(
            r"(?:support|live|customer|help)\s+(?:chat|desk|cent(?:er|re)|team|support|service)|(?:contact(?:ing)?|"
            r"reach(?:ing)?|ask(?:ing)?)\s+(?:an?\s+|the\s+|my\s+|your\s+|our\s+)?(?:customer\s+)?(?:support|"
            r"help)(?:\s+team)?|(?:get|ask(?:ing)?\s+for)\s+help"
        ),
        alone=1,
        steps=(
            (
                "a chat bubble pops in on a mobile phone",
                (("chat bubble", "pops in"), ("mobile phone", "")),
                "in an office",
                "Open the chat",
            ),
            (
                "a support agent nods beside a typing bubble",
                (("support agent", "nods"), ("typing bubble", "pops in")),
                "in an office",
                "Tell us what is wrong",
            ),
            (
                "a light bulb pops in and a check mark pops in",
                (("light bulb", "pops in"), ("check mark", "pops in")),
                "on a plain background",
                "Solved together",
            ),
        ),
    ),
    Concept(
        name="feedback",
        pattern=(
            r"(?:giv(?:e|ing)|leav(?:e|ing)|shar(?:e|ing)|send(?:ing)?|writ(?:e|ing))\s+(?:an?\s+|the\s+|my\s+|"
            r"your\s+|our\s+)?(?:us\s+)?(?:feedback|ratings?|reviews?)|(?:customer|user|product)\s+(?:feedback|"
            r"reviews?|ratings?|surveys?)|rat(?:e|ing)\s+(?:our|the|your|my)\s+app|feedback\s+(?:request|form)"
        ),
        alone=0,
        steps=(
            (
                "a star rating slides in on a mobile phone",
                (("star rating", "slides in"), ("mobile phone", "")),
                "on a plain background",
                "Rate it",
            ),
            (
                "a speech balloon pops in",
                (("speech balloon", "pops in"),),
                "on a plain background",
                "Say what you think",
            ),
            (
                "a heart pulses and a paper plane takes off",
                (("heart", "pulses"), ("paper plane", "takes off")),
                "in a sky with clouds",
                "Thank you",
            ),
        ),
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
)
