"""What goes wrong in a test that is no finding about the bot's answers.

AgentToolsError
├── ReportError     a report cannot be read or written
├── WorldError      the service under test cannot be set up, or a step asks it for what it cannot do
└── BotError        the bot gave no turn that could be looked at
    ├── BotHung         it did not answer in time
    ├── BotCrashed      it ended, or raised
    ├── BotFlooded      it said more than a turn may hold
    ├── BotGarbled      what it said is not what was agreed: another encoding, no JSON, other fields
    └── CassetteError   a recording of a real model cannot be read, or was made of another conversation
"""

from __future__ import annotations

from agent_tools.errors import AgentToolsError


class ReportError(AgentToolsError):
    """A report cannot be read or written."""

    code = "agent_tools.converse.report"
    remedy = "change_arguments"


class WorldError(AgentToolsError):
    """The service under test cannot be set up, or a step asks it for what it cannot do."""

    code = "agent_tools.converse.world"
    remedy = "change_arguments"


class BotError(AgentToolsError):
    """The bot gave no turn that could be looked at."""

    code = "agent_tools.converse.bot"
    remedy = "ask_human"


class BotHung(BotError):
    """It did not answer in time."""

    code = "agent_tools.converse.bot_hung"


class BotCrashed(BotError):
    """It ended, or raised."""

    code = "agent_tools.converse.bot_crashed"


class BotFlooded(BotError):
    """It said more than a turn may hold."""

    code = "agent_tools.converse.bot_flooded"


class BotGarbled(BotError):
    """What it said is not what was agreed: another encoding, no JSON, other fields."""

    code = "agent_tools.converse.bot_garbled"


class CassetteError(BotError):
    """A recording of a real model cannot be read, or was made of another conversation."""

    code = "agent_tools.converse.cassette"
