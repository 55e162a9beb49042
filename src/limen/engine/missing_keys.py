"""Context keys that the policies ask about and the request does not have (semantics E35; spec policy 7.2, 7.4)."""

from collections.abc import Iterable

from limen.engine.layers import Layer
from limen.engine.request import AuthorizationRequest
from limen.engine.trace import Clause, StatementTrace
from limen.policy.match.context import find_value
from limen.policy.match.mentioned_keys import mentioned_keys

_BLIND = frozenset({Clause.PRINCIPAL, Clause.ACTION})


def find_missing_keys(request: AuthorizationRequest, statements: Iterable[StatementTrace]) -> tuple[str, ...]:
    """The keys of statements about this principal and action, spelled as where they stand first, that are absent.

    Service control policies are not reported, as AWS does not.
    """
    missing: dict[str, str] = {}
    for each in statements:
        if each.layer is Layer.SERVICE_CONTROL or any(failure.clause in _BLIND for failure in each.failures):
            continue
        for key in mentioned_keys(each.statement, each.policy.document.version):
            if find_value(request.context, request.principal, key.lower()) is None:
                missing.setdefault(key.lower(), key)
    return tuple(missing.values())
