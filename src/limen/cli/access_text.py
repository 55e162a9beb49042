"""What principals can do, as text and as JSON."""

from collections.abc import Iterator, Sequence

from limen.analysis.formula import Lit
from limen.analysis.what_can import Abilities, Ability
from limen.analysis.who_can import Access, Can
from limen.analysis.wording import (
    describe_conditions,
    describe_literals,
    fold_actions,
    list_conditions,
    split_resources,
)
from limen.cli.terminal import printable


def render_access(access: Access) -> dict[str, object]:
    """One principal as JSON; `conditions` are alternatives."""
    return {
        "principal": access.principal,
        "answer": str(access.answer),
        "grants": [
            {"policy": each.policy, "index": each.index, "sid": each.sid, "layer": str(each.layer)}
            for each in access.grants
        ],
        "conditions": [_render_literals(each) for each in access.conditions],
        "complete": access.complete,
        "reason": access.reason or None,
    }


def _render_literals(literals: Sequence[Lit]) -> dict[str, object]:
    resources, excluded = split_resources(literals)
    return {
        "resources": resources,
        "except_resources": excluded,
        "conditions": list_conditions(literals, {}),
    }


def describe_access(access: Access) -> Iterator[str]:
    """One principal as text, each alternative on its own line."""
    by = ", ".join(f"{each.policy}[{each.index}]" for each in access.grants)
    reason = f": {access.reason}" if access.answer is Can.UNKNOWN else ""
    yield printable(f"{access.answer:<8}{access.principal}{f'  by {by}' if by else ''}{reason}")
    for each in access.conditions:
        yield printable(f"        if {describe_literals(each)}")
    if not access.complete:
        yield "        or in other cases, which are not listed"


def render_abilities(found: Abilities) -> dict[str, object]:
    """All that a principal can do, as JSON."""
    return {
        "complete": found.complete,
        "unknown": list(found.reasons),
        "access": [
            {
                "service": each.service,
                "level": each.level,
                "actions": fold_actions(each.actions),
                "action_count": len(each.actions),
                "other_services": each.others,
                **_render_literals(each.literals),
            }
            for each in found.abilities
        ],
    }


def describe_abilities(found: Abilities) -> Iterator[str]:
    """The same as text."""
    service = ""
    for each in found.abilities:
        if each.service != service:
            service = each.service
            yield printable(service)
        yield printable(f"  {each.level}: {_describe_ability(each)}")
    for reason in found.reasons:
        yield f"not decided: {reason}"


def _describe_ability(ability: Ability) -> str:
    resources, excluded = split_resources(ability.literals)
    text = f"{', '.join(fold_actions(ability.actions))} on {', '.join(resources) or 'any resource'}"
    if ability.others:
        text = f"every action of services that no policy names (such as {text})"
    if excluded:
        text += f", but not {', '.join(excluded)}"
    conditions = describe_conditions(ability.literals, {})
    return f"{text}, if {' and '.join(conditions)}" if conditions else text
