"""WhatCan: what a user or a role of the account can do, by service and access level, with resources and conditions.

Policies of resources are not part of the account, so what they grant is not in the answer (spec analysis 5.5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from limen.analysis.what_can import Ability, what_can
from limen.analysis.wording import describe_conditions, fold_actions, split_resources
from limen.authz.account_view import read_account
from limen.authz.call import AuthorizedCall
from limen.authz.targets import EVERYTHING
from limen.errors import ValidationError
from limen.operations.environment import Environment
from limen.operations.limen.faults import ResourceNotFoundError
from limen.operations.registry import OperationTable
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.operations.limen import shapes

table = OperationTable("limen", ())


@table.read("WhatCan", EVERYTHING, is_long=True)
def list_what_can(
    call: AuthorizedCall[shapes.WhatCanRequest], reader: Reader, environment: Environment
) -> shapes.WhatCanResponse:
    """Everything under all policies of the principal, or of one service."""
    principal = call.parameters["Principal"]
    if principal.endswith(":root"):
        raise ValidationError("Nothing in the account limits the root user.")
    view = read_account(reader, call.account)
    identity = view.find(principal)
    if identity is None:
        raise ResourceNotFoundError(f"There is no user or role {principal}.")
    found = what_can(view, identity, service=call.parameters.get("Service", ""))
    return {
        "Principal": view.arn_of(identity),
        "Abilities": [_render(each) for each in found.abilities],
        "IsComplete": found.complete,
        "Unknown": list(found.reasons),
        "Revision": reader.revision,
    }


def _render(ability: Ability) -> shapes.Ability:
    resources, excluded = split_resources(ability.literals)
    return {
        "Service": ability.service,
        "AccessLevel": ability.level,
        "Actions": list(fold_actions(ability.actions)),
        "ActionCount": len(ability.actions),
        "IncludesOtherServices": ability.others,
        "Resources": list(resources),
        "ExceptResources": list(excluded),
        "Conditions": list(describe_conditions(ability.literals, {})),
    }
