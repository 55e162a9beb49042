"""Results, regions and witnesses as JSON (spec analysis 11)."""

from collections.abc import Iterable, Mapping

from limen.analysis.differences import Difference
from limen.analysis.formula import ACTION_NAME
from limen.analysis.regions import Region, Regions
from limen.analysis.verdict import Result, StatementRef
from limen.analysis.witness import Witness, render_request
from limen.analysis.wording import fold_actions, list_conditions, spell_test, split_resources


def render_result(result: Result) -> dict[str, object]:
    """A verdict with all that belongs to it."""
    return {
        "verdict": str(result.verdict),
        "scope": str(result.scope),
        "assumptions": [str(each) for each in result.assumptions],
        "witness": None if result.witness is None else render_witness(result.witness),
        "statements": render_statements(result.statements),
        "reason": result.reason or None,
        "notes": list(result.notes),
        "steps": dict(result.steps),
    }


def render_witness(witness: Witness) -> dict[str, object]:
    """A request as in a scenario of `limen evaluate`."""
    return {
        "request": render_request(witness.request),
        "caller": witness.caller_kind,
        "realistic": witness.realistic,
    }


def render_statements(statements: Iterable[StatementRef]) -> list[dict[str, object]]:
    """The places of statements."""
    return [{"policy": each.policy, "index": each.index, "sid": each.sid} for each in statements]


def render_difference(difference: Difference, spellings: Mapping[str, str]) -> dict[str, object]:
    """All regions of a difference."""
    parts = {"added": difference.added, "removed": difference.removed, "denies_less": difference.denies_less}
    return {
        "complete": difference.is_complete,
        "regions": [
            {"kind": kind, **render_region(region, spellings)}
            for kind, part in parts.items()
            for region in part.regions
        ],
        "unknown": [reason for part in parts.values() for reason in part.reasons],
    }


def render_regions(found: Regions, spellings: Mapping[str, str]) -> list[dict[str, object]]:
    """Regions one by one."""
    return [render_region(region, spellings) for region in found.regions]


def render_region(region: Region, spellings: Mapping[str, str]) -> dict[str, object]:
    """One region: actions as patterns, resources, conditions, statements and a witness."""
    resources, excluded = split_resources(region.literals)
    return {
        "actions": list_actions(region),
        "action_count": len(region.actions),
        "other_services": region.others,
        "callers": list(region.kinds),
        "resources": resources or ["*"],
        "except_resources": excluded,
        "conditions": list_conditions(region.literals, spellings),
        "statements": render_statements(region.statements),
        "witness": render_witness(region.witness),
    }


def list_actions(region: Region) -> list[str]:
    """The actions of a region as patterns; for names that nobody lists, the patterns in the literals."""
    if not region.prefix:
        return fold_actions(region.actions)
    named = [each for each in region.literals if each.atom.key == ACTION_NAME and each.sign]
    patterns = [text for each in named for text in spell_test(each.test)]
    return [f"{region.prefix}:{text}" for text in patterns or ["*"]]
