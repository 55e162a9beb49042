"""A question to the engine and its answer as JSON (docs/evaluate.md)."""

from limen.scenario.decide import evaluate_scenario, parse_scenario, render_decision
from limen.scenario.members import ScenarioError

__all__ = ["ScenarioError", "evaluate_scenario", "parse_scenario", "render_decision"]
