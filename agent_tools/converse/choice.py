"""Which bot a scenario is run against: the one that is given, or the one that its driver brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent_tools.converse.format import Driver, Scenario
from agent_tools.converse.router import RouterBot

if TYPE_CHECKING:
    from agent_tools.converse.bot import Bot


@dataclass(frozen=True, slots=True)
class Skip:
    """A scenario is not run.

    Attributes:
        why: Why, in one sentence.
    """

    why: str


def bot_for(scenario: Scenario, given: Bot | None, *, live: str = "", record: bool = False) -> Bot | Skip:
    """The bot of a scenario.

    Args:
        scenario: The scenario.
        given: The bot under test; None for none. It takes the place of the router and of a live model, and of nothing
            else: a script or a recording speaks for a model, and only an agent of this package can be given one.
        live: Name of a real model; empty for none.
        record: Whether the answers of that model become the recordings of scenarios with driver `recorded`.

    Raises:
        CassetteError: The recording cannot be read.
    """
    match scenario.driver:
        case Driver.ROUTER:
            return given or RouterBot()
        case Driver.SCRIPT:
            from agent_tools.converse.agent_bot import LangGraphBot, scripted

            return LangGraphBot(scripted(scenario.script), name="scripted agent")
        case Driver.RECORDED:
            from agent_tools.converse.agent_bot import LangGraphBot
            from agent_tools.converse.cassette import real, recorded, recording

            if record:
                return LangGraphBot(recording(scenario, real(live), live), name=live)
            return LangGraphBot(recorded(scenario), name="recorded agent")
        case Driver.LIVE:
            if given is not None:
                return given
            if not live:
                return Skip("its driver is live, and no real model was named: --live MODEL")
            from agent_tools.converse.agent_bot import LangGraphBot
            from agent_tools.converse.cassette import real

            model = real(live)
            return LangGraphBot(lambda _service: model, name=live)
