"""Values of context keys that would make a condition hold, or fail (semantics E7 to E14).

Plausible values are derived from the policy's values, and each is tested with the compiled clause, so that this module
needs no knowledge of operators that could be wrong.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from ipaddress import ip_network
from typing import Final

from limen.domain.moments import EPOCH
from limen.engine.model.request import AuthorizationRequest
from limen.policy.match.comparisons import INSTANTS, find_number
from limen.policy.match.conditions import compile_clause
from limen.policy.match.context import DERIVED, MULTIVALUED_KEYS, ContextValue, find_value
from limen.policy.match.variables import parse_template, render_template
from limen.policy.syntax.document import ConditionClause, ConditionOperator, SetOperator, Version

FACTS: Final = frozenset(DERIVED) | {
    "aws:resourceaccount",
    "aws:resourceorgid",
    "aws:resourceorgpaths",
    "aws:principalorgid",
    "aws:principalorgpaths",
}
"""Keys that identify or locate the caller and the resource: another value would make it another question."""

_OTHERS: Final = ("other", "0", "1", "arn:aws:other:::other", "192.0.2.1", "AA==")
_SECOND: Final = timedelta(seconds=1)


def find_key_value(
    clauses: Iterable[ConditionClause], version: Version, request: AuthorizationRequest, *, holding: bool
) -> tuple[ContextValue | None] | None:
    """A value for the key of `clauses` with which all of them hold or, if `holding` is false, not all of them hold.

    The value is wrapped in a tuple, because absence (`None`) is a value too; the result is `None` if no value was
    found. The policy's own values are tried first.
    """
    asked = tuple(clauses)
    key = asked[0].key.lower()
    tests = [compile_clause(clause, version) for clause in asked]
    present = find_value(request.context, request.principal, key)
    for value in _pool(asked, version, request, present):
        if value == present:
            continue
        context = {name: each for name, each in request.context.items() if name != key}
        if value is not None:
            context[key] = value
        if all(test(context, request.principal) for test in tests) is holding:
            return (value,)
    return None


def _pool(
    clauses: tuple[ConditionClause, ...],
    version: Version,
    request: AuthorizationRequest,
    present: ContextValue | None,
) -> Iterator[ContextValue | None]:
    texts = dict.fromkeys(_texts(clauses, version, request))
    is_set = isinstance(present, tuple) or clauses[0].key.lower() in MULTIVALUED_KEYS
    if is_set or any(clause.set_operator is not SetOperator.NONE for clause in clauses):
        members = present if isinstance(present, tuple) else ()
        yield from (tuple(each for each in members if each != left_out) for left_out in dict.fromkeys(members))
        yield from ((text,) for text in (*texts, *members))
        yield tuple(texts)
    else:
        yield from texts
    yield None


def _texts(clauses: tuple[ConditionClause, ...], version: Version, request: AuthorizationRequest) -> Iterator[str]:
    for clause in clauses:
        for value in clause.values:
            text = render_template(parse_template(value, version), request.context, request.principal)
            if text is not None:
                yield from _samples(clause.operator, text)
    yield from _OTHERS


def _samples(operator: ConditionOperator, text: str) -> Iterator[str]:
    """Texts that satisfy the operator, and texts that do not."""
    name = str(operator)
    if operator is ConditionOperator.NULL:
        return
    if "Like" in name or "Arn" in name:
        yield text.replace("*", "").replace("?", "x")
        yield text.replace("*", "x").replace("?", "x")
    elif "Ip" in name:
        yield from _addresses(text)
    elif operator is ConditionOperator.BOOL:
        yield from ("true", "false")
    else:
        yield text
        yield from _neighbors(name, text)


def _neighbors(name: str, text: str) -> Iterator[str]:
    """Just below and just above a number or a date."""
    if name.startswith("Numeric") and (number := find_number(text)) is not None:
        yield from (str(number - 1), str(number + 1))
    if name.startswith("Date") and (instant := INSTANTS[text]) is not None:
        try:
            moment = EPOCH + timedelta(seconds=instant[0])
            yield from (f"{moment + step:%Y-%m-%dT%H:%M:%SZ}" for step in (-_SECOND, _SECOND))
        except OverflowError:
            return


def _addresses(text: str) -> Iterator[str]:
    """The first address of a range, and those just outside it."""
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return
    yield str(network.network_address)
    for edge, step in ((network.broadcast_address, 1), (network.network_address, -1)):
        try:
            yield str(edge + step)
        except ValueError:
            continue
