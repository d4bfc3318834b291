"""Ready shots for what one does with an app: install, upload, search, update. Data only."""

from __future__ import annotations

from agent_tools.planner.concept import Concept

APP: tuple[Concept, ...] = (
    Concept(
        name="connect a device",
        pattern=(
            r"(?:connect(?:ing)?|pair(?:ing)?|link(?:ing)?)\s+(?:an?\s+|the\s+|my\s+|your\s+|our\s+)?(?:\w+\s+)?"
            r"(?:devices?|phones?|headphones|speakers?|watch|printers?|bluetooth|router)|(?:device|bluetooth)\s+"
            r"pairing|set(?:ting)?\s+up\s+(?:an?\s+|the\s+|my\s+|your\s+|our\s+)?(?:wi-?fi|router)"
        ),
        steps=(
            (
                "a mobile phone slides in and headphones pop in",
                (("mobile phone", "slides in"), ("headphones", "pops in")),
                "in an office",
                "Switch both on",
            ),
            (
                "a wifi sign pulses above a mobile phone",
                (("wifi", "pulses"), ("mobile phone", "")),
                "on a plain background",
                "Let them find each other",
            ),
            (
                "a check mark pops in and a link slides in",
                (("check mark", "pops in"), ("link", "slides in")),
                "on a plain background",
                "Connected",
            ),
        ),
    ),
    Concept(
        name="install the app",
        pattern=(
            r"install(?:ing)?(?:\s+(?:an?\s+|the\s+|my\s+|your\s+|our\s+)?(?:new\s+|mobile\s+)?(?:app|application|"
            r"software|program|plug-?in|extension))?|(?:app|software)\s+installation|(?:get|download)(?:ing)?\s+"
            r"(?:the|our|your)\s+app"
        ),
        steps=(
            (
                "a mobile phone slides in with its apps",
                (("phone with apps", "slides in"),),
                "in an office",
                "Open the app store",
            ),
            (
                "a cloud download floats above a progress bar",
                (("cloud download", "floats"), ("progress bar", "grows")),
                "on a plain background",
                "Download the app",
            ),
            ("a rocket launches", (("rocket", "launches"),), "in a sky with clouds", "Open it and start"),
        ),
    ),
    Concept(
        name="update",
        pattern=(
            r"(?:software|app|system|firmware)\s+updates?|updat(?:e|ing)\s+(?:an?\s+|the\s+|my\s+|your\s+|our\s+)?"
            r"(?:app|software|system|device|phone|firmware)|new\s+version"
        ),
        steps=(
            (
                "a bell rings on a mobile phone",
                (("bell", "shakes"), ("mobile phone", "")),
                "in an office",
                "An update is here",
            ),
            (
                "refresh arrows spin above a progress bar",
                (("refresh arrows", "spins"), ("progress bar", "grows")),
                "on a plain background",
                "Install it",
            ),
            (
                "a new badge pops in and sparkles pop in",
                (("new badge", "pops in"), ("sparkles", "pops in")),
                "on a plain background",
                "Enjoy what is new",
            ),
        ),
    ),
    Concept(
        name="backup",
        pattern=(
            r"(?:data\s+|cloud\s+)?back-?ups?(?:\s+(?:process|works?))?|back(?:ing)?\s+up(?:\s+(?:my|your|our|the|"
            r"all|files?|data|photos?|phone))*"
        ),
        steps=(
            ("a page rises from a laptop", (("page", "rises"), ("laptop", "")), "in an office", "Choose what to keep"),
            (
                "a cloud sync floats and a page rises",
                (("cloud sync", "floats"), ("page", "rises")),
                "in a sky with clouds",
                "Copy it to the cloud",
            ),
            (
                "a shield check pops in before a server rack",
                (("shield check", "pops in"), ("server rack", "")),
                "in an office",
                "Safe if anything happens",
            ),
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
        name="download",
        pattern=(
            r"(?:export(?:ing)?|download(?:ing)?)(?:\s+(?:an?|the|my|your|our|files?|data|reports?|documents?|"
            r"images?|invoices?|results?))+|(?:file|data)\s+(?:export|download)"
        ),
        steps=(
            (
                "a folder slides in on a laptop",
                (("folder", "slides in"), ("laptop", "")),
                "in an office",
                "Open the report",
            ),
            (
                "a cloud download floats and a page flutters down",
                (("cloud download", "floats"), ("page", "flutters down")),
                "in a sky with clouds",
                "Download it",
            ),
            (
                "a check mark pops in on a folder",
                (("check mark", "pops in"), ("folder", "")),
                "in an office",
                "It is in your folder",
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
)
