"""The account's password policy (spec api 2.9): an update replaces the whole of it."""

from typing import Any

from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import EVERYTHING
from limen.domain.iam.account import PasswordPolicy
from limen.operations.environment import Environment
from limen.operations.iam.credentials.password_rules import find_password_policy
from limen.operations.iam.faults import NoSuchEntityError
from limen.operations.registry import OperationTable, Output
from limen.store.interface import Reader, Transaction

table = OperationTable("iam", IAM_RESTRICTIONS)

_FIELDS = {
    "MinimumPasswordLength": "minimum_length",
    "RequireSymbols": "requires_symbols",
    "RequireNumbers": "requires_numbers",
    "RequireUppercaseCharacters": "requires_uppercase",
    "RequireLowercaseCharacters": "requires_lowercase",
    "AllowUsersToChangePassword": "allows_change_by_user",
    "MaxPasswordAge": "max_age_days",
    "PasswordReusePrevention": "reuse_prevention",
    "HardExpiry": "hard_expiry",
}


@table.write("UpdateAccountPasswordPolicy", EVERYTHING)
def update_account_password_policy(call: AuthorizedCall, tx: Transaction, environment: Environment) -> Output:
    given = {field: call.parameters[member] for member, field in _FIELDS.items() if member in call.parameters}
    tx.put(PasswordPolicy(account=call.account, **given))
    return {}


@table.read("GetAccountPasswordPolicy", EVERYTHING)
def get_account_password_policy(call: AuthorizedCall, reader: Reader, environment: Environment) -> Output:
    policy = find_password_policy(reader, call.account)
    if policy is None:
        raise NoSuchEntityError(f"The Password Policy with domain name {call.account} cannot be found.")
    return {"PasswordPolicy": _render_policy(policy)}


@table.write("DeleteAccountPasswordPolicy", EVERYTHING)
def delete_account_password_policy(call: AuthorizedCall, tx: Transaction, environment: Environment) -> Output:
    policy = find_password_policy(tx, call.account)
    if policy is None:
        raise NoSuchEntityError("The account policy with name PasswordPolicy cannot be found.")
    tx.delete(policy)
    return {}


def _render_policy(policy: PasswordPolicy) -> dict[str, Any]:
    values = {member: getattr(policy, field) for member, field in _FIELDS.items()}
    present = {member: value for member, value in values.items() if value is not None}
    return present | {"ExpirePasswords": policy.max_age_days is not None}
