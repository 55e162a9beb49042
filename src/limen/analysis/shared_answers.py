"""Callers that share an answer: principals of an account share policies, although most have others of their own.

Two callers of one kind get the same formula about an action on a resource if the statements that can apply are the same
and none of them depends on what a caller determines (semantics E20, E21).
"""

from collections.abc import Hashable, Iterator

from limen.analysis.clauses import statement_resource
from limen.analysis.formula import RESOURCE
from limen.analysis.layer_formula import is_about
from limen.analysis.partial import assign
from limen.domain.principals import Principal
from limen.engine.model.layers import LAYER_RULES, Layer, NamedPolicy
from limen.engine.model.policy_set import PolicySet
from limen.policy.match.arn_pattern import fold_head
from limen.policy.match.context import DERIVED
from limen.policy.match.mentioned_keys import mentioned_keys
from limen.policy.syntax.document import Statement


class Sharing:
    """One question about callers of one account, whose other layers are the same for all of them.

    Statements are identified by their `id`, so this object must not outlive the policies.
    """

    def __init__(self, action: str, resource: str | None) -> None:
        """Ask about an action, in lower case; without a resource, about every one."""
        self._action = action
        self._resource = None if resource is None else fold_head(resource)
        self._read: dict[tuple[int, Layer], tuple[int, ...] | None] = {}

    def find_key(self, caller: Principal, policies: PolicySet) -> Hashable | None:
        """The same for callers who share the formula; `None` if the caller has one of its own."""
        if policies.resource is not None or policies.session is not None:
            return None
        key: list[Hashable] = [type(caller).__name__]
        for layer, level in (
            (Layer.IDENTITY, policies.identity),
            (Layer.PERMISSIONS_BOUNDARY, policies.permissions_boundary),
        ):
            found = [self._find_statements(policy, layer) for policy in level or ()]
            shared = [statements for statements in found if statements is not None]
            if len(shared) < len(found):
                return None
            key.append(None if level is None else tuple(each for statements in shared for each in statements))
        return tuple(key)

    def _find_statements(self, policy: NamedPolicy, layer: Layer) -> tuple[int, ...] | None:
        """The statements that can apply; `None` if one of them depends on the caller."""
        place = id(policy.document), layer
        if place not in self._read:
            applying = list(self._list_applying(policy, layer))
            version = policy.document.version
            depends = any(key.lower() in DERIVED for each in applying for key in mentioned_keys(each, version))
            self._read[place] = None if depends else tuple(map(id, applying))
        return self._read[place]

    def _list_applying(self, policy: NamedPolicy, layer: Layer) -> Iterator[Statement]:
        rules = LAYER_RULES[layer]
        for statement in policy.document.statements:
            if not is_about(statement, self._action):
                continue
            if self._resource is not None:
                asked = statement_resource(
                    statement, policy.document.version, rules.short_arns, is_attached=rules.is_attached
                )
                if assign(asked, {RESOURCE: self._resource}) is False:
                    continue
            yield statement
