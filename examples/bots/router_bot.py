"""A bot of a few rules, as a plain Python function: no language model, no framework.

reelwright converse run examples/conversations/happy.clip.yaml --bot examples/bots/router_bot.py:bot
"""

from agent_tools.converse.bot import Service
from agent_tools.tool.outcome import ClipOutcome, of_job
from agent_tools.tool.request import CreateRequest


def bot(text: str, service: Service) -> str:
    """Make a clip of whatever the person says, and pass on what the service answers."""
    job = service.calls.create(CreateRequest(request=text), turns=(text,), conversation=service.conversation)
    return words(of_job(service.calls.follow(job, service.patience_s, lambda _job: None)))


def words(told: ClipOutcome) -> str:
    """What the person reads; the disclosure sentence has to come with every clip."""
    return " ".join(part for part in (told.message, told.question, told.disclosure) if part)
