"""The account's password policy (spec api 2.9): an update replaces the whole of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import EVERYTHING
from limen.domain.iam.account import PasswordPolicy
from limen.operations.environment import Environment
from limen.operations.iam.credentials.password_rules import find_password_policy
from limen.operations.iam.faults import NoSuchEntityError
from limen.operations.registry import OperationTable
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.iam import shapes

table = OperationTable("iam", IAM_RESTRICTIONS)


@table.write("UpdateAccountPasswordPolicy", EVERYTHING)
def update_account_password_policy(
    call: AuthorizedCall[shapes.UpdateAccountPasswordPolicyRequest], tx: Transaction, environment: Environment
) -> shapes.UpdateAccountPasswordPolicyResponse:
    given, usual = call.parameters, PasswordPolicy(call.account)
    policy = PasswordPolicy(
        account=call.account,
        minimum_length=given.get("MinimumPasswordLength", usual.minimum_length),
        requires_symbols=given.get("RequireSymbols", usual.requires_symbols),
        requires_numbers=given.get("RequireNumbers", usual.requires_numbers),
        requires_uppercase=given.get("RequireUppercaseCharacters", usual.requires_uppercase),
        requires_lowercase=given.get("RequireLowercaseCharacters", usual.requires_lowercase),
        allows_change_by_user=given.get("AllowUsersToChangePassword", usual.allows_change_by_user),
        max_age_days=given.get("MaxPasswordAge"),
        reuse_prevention=given.get("PasswordReusePrevention"),
        hard_expiry=given.get("HardExpiry"),
    )
    tx.put(policy)
    return {}


@table.read("GetAccountPasswordPolicy", EVERYTHING)
def get_account_password_policy(
    call: AuthorizedCall[shapes.GetAccountPasswordPolicyRequest], reader: Reader, environment: Environment
) -> shapes.GetAccountPasswordPolicyResponse:
    policy = find_password_policy(reader, call.account)
    if policy is None:
        raise NoSuchEntityError(f"The Password Policy with domain name {call.account} cannot be found.")
    return {"PasswordPolicy": _render_policy(policy)}


@table.write("DeleteAccountPasswordPolicy", EVERYTHING)
def delete_account_password_policy(
    call: AuthorizedCall[shapes.DeleteAccountPasswordPolicyRequest], tx: Transaction, environment: Environment
) -> shapes.DeleteAccountPasswordPolicyResponse:
    policy = find_password_policy(tx, call.account)
    if policy is None:
        raise NoSuchEntityError("The account policy with name PasswordPolicy cannot be found.")
    tx.delete(policy)
    return {}


def _render_policy(policy: PasswordPolicy) -> shapes.PasswordPolicy:
    answer: shapes.PasswordPolicy = {
        "MinimumPasswordLength": policy.minimum_length,
        "RequireSymbols": policy.requires_symbols,
        "RequireNumbers": policy.requires_numbers,
        "RequireUppercaseCharacters": policy.requires_uppercase,
        "RequireLowercaseCharacters": policy.requires_lowercase,
        "AllowUsersToChangePassword": policy.allows_change_by_user,
        "ExpirePasswords": policy.max_age_days is not None,
    }
    if policy.max_age_days is not None:
        answer["MaxPasswordAge"] = policy.max_age_days
    if policy.reuse_prevention is not None:
        answer["PasswordReusePrevention"] = policy.reuse_prevention
    if policy.hard_expiry is not None:
        answer["HardExpiry"] = policy.hard_expiry
    return answer
