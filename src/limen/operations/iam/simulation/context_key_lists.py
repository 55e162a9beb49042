"""GetContextKeysForCustomPolicy and GetContextKeysForPrincipalPolicy (spec policy 7.4): what simulations need.

Keys of conditions and of policy variables, each once, in the spelling of its first mention.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import EVERYTHING, POLICY_SOURCE
from limen.engine import NamedPolicy
from limen.operations.environment import Environment
from limen.operations.iam.simulation.policy_inputs import parse_inputs
from limen.operations.iam.simulation.policy_sets import attached_policies, get_source
from limen.operations.registry import OperationTable
from limen.policy.match.mentioned_keys import find_context_keys
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.operations.iam import shapes

table = OperationTable("iam", IAM_RESTRICTIONS)


@table.read("GetContextKeysForCustomPolicy", EVERYTHING, is_long=True)
def get_context_keys_for_custom_policy(
    call: AuthorizedCall[shapes.GetContextKeysForCustomPolicyRequest], reader: Reader, environment: Environment
) -> shapes.GetContextKeysForCustomPolicyResponse:
    """Context keys of policies that are given as text."""
    return _render(parse_inputs(call.parameters["PolicyInputList"], "PolicyInputList"))


@table.read("GetContextKeysForPrincipalPolicy", POLICY_SOURCE, is_long=True)
def get_context_keys_for_principal_policy(
    call: AuthorizedCall[shapes.GetContextKeysForPrincipalPolicyRequest], reader: Reader, environment: Environment
) -> shapes.GetContextKeysForPrincipalPolicyResponse:
    """Context keys of the policies of a user (and its groups), group or role, and of others given as text."""
    source = get_source(reader, call.account, call.parameters["PolicySourceArn"])
    added = parse_inputs(call.parameters.get("PolicyInputList", ()), "PolicyInputList")
    return _render([*(attached.policy for attached in attached_policies(reader, source)), *added])


def _render(policies: Iterable[NamedPolicy]) -> shapes.GetContextKeysForCustomPolicyResponse:
    keys: dict[str, str] = {}
    for policy in policies:
        for key in find_context_keys(policy.document):
            keys.setdefault(key.lower(), key)
    return {"ContextKeyNames": list(keys.values())}
