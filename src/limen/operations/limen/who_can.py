"""WhoCan: the principals of the account that can do something, or under which conditions they can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limen.analysis.account_view import MAX_PRINCIPALS
from limen.analysis.who_can import Access, GrantRef, Target, who_can
from limen.analysis.wording import describe_literals
from limen.authz.account_view import read_account
from limen.authz.call import AuthorizedCall
from limen.authz.targets import EVERYTHING
from limen.errors import ValidationError
from limen.operations.environment import Environment
from limen.operations.registry import OperationTable
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.operations.limen import shapes

ANY_RESOURCE = "*"
ARN_COLONS = 5

table = OperationTable("limen", ())


@table.read("WhoCan", EVERYTHING, is_long=True)
def list_who_can(
    call: AuthorizedCall[shapes.WhoCanRequest], reader: Reader, environment: Environment
) -> shapes.WhoCanResponse:
    """Every principal that can, or may be able to; those that cannot are left out. `*` and `?` are patterns."""
    resource = call.parameters.get("Resource", ANY_RESOURCE)
    if resource != ANY_RESOURCE and resource.count(":") < ARN_COLONS:
        raise ValidationError(f"{resource} is not an ARN.")
    target = Target(call.parameters["Action"], resource)
    if target.is_key:
        raise ValidationError("Who can use a KMS key depends on the key's own policy: limen who-can --resource-policy")
    if target.is_open and target.is_strict:
        raise ValidationError("Name one role, not a pattern.")
    view = read_account(reader, call.account)
    if len(view.identities) > MAX_PRINCIPALS:
        raise ValidationError(f"The account has more than {MAX_PRINCIPALS} principals.")
    return {"Principals": [_render(each) for each in who_can(view, target)], "Revision": reader.revision}


def _render(access: Access) -> shapes.Verdict:
    output: shapes.Verdict = {
        "Principal": access.principal,
        "Answer": access.answer.value,
        "Grants": [_render_grant(each) for each in access.grants],
        "Conditions": [describe_literals(each) for each in access.conditions],
        "IsComplete": access.complete,
    }
    if access.reason:
        output["Reason"] = access.reason
    return output


def _render_grant(grant: GrantRef) -> shapes.Grant:
    output: shapes.Grant = {"Layer": str(grant.layer), "Policy": grant.policy, "Index": grant.index}
    if grant.sid is not None:
        output["Sid"] = grant.sid
    return output
