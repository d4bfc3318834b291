"""The deterministic planner: a request in words becomes a storyboard by lexicon and rules.

No language model, no network, no tensors: the same brief gives the same storyboard everywhere.
"""

from agent_tools.planner.errors import PlanError
from agent_tools.planner.storyboard import PLANNER, plan, seed_of

__all__ = ["PLANNER", "PlanError", "plan", "seed_of"]
