"""Recovery by the database administrator: a new password for a root user, a new access key for a user.

Nobody in the account can help a root user that has lost its password, or administrators that have all lost their keys.
Both are recorded in the account's audit trail, without the secrets (promise P8).
"""

from base64 import b64encode
from dataclasses import dataclass, field, replace
from datetime import datetime

from limen.admin.accounts import draw_password
from limen.admin.server_actions import record_server_action
from limen.domain.iam.account import Account
from limen.domain.iam.credentials import AccessKey
from limen.domain.iam.users import User
from limen.domain.identifiers import ACCESS_KEY_PREFIX, ENTROPY_BYTES, SECRET_ACCESS_KEY_BYTES, make_access_key_id
from limen.operations.environment import Environment
from limen.operations.iam.credentials.access_keys import CREATION
from limen.operations.iam.credentials.login_profiles import UPDATE
from limen.operations.iam.faults import NoSuchEntityError
from limen.operations.iam.quotas import ACCESS_KEYS_PER_USER, require_within
from limen.store.interface import Store, Transaction


@dataclass(frozen=True, slots=True)
class NewKey:
    """An access key, whose secret is shown once."""

    id: str
    secret: str = field(repr=False)


def reset_root_password(store: Store, account_id: str, environment: Environment, *, now: datetime) -> str:
    """Give an account's root user a new password and return it; sign-ins with the former one end.

    Raises `NoSuchEntityError` for an unknown account.
    """
    password = draw_password(environment.entropy)
    hashed = environment.passwords.hash(password)  # Slow on purpose: no transaction waits for it.
    with store.begin(now=now) as transaction:
        account = _get_account(transaction, account_id)
        transaction.put(replace(account, root_password_hash=hashed, root_password_changed=now))
        _commit(transaction, account_id, UPDATE, {"UserName": account_id}, environment, now)
    return password


def create_recovery_key(
    store: Store, account_id: str, user_name: str, environment: Environment, *, replaced: str, now: datetime
) -> NewKey:
    """Create an access key for a user, in place of the key `replaced` unless that is empty.

    Raises `NoSuchEntityError` for an unknown account, user or replaced key, `LimitExceededError` for a third key.
    """
    key_id = make_access_key_id(ACCESS_KEY_PREFIX, account_id, environment.entropy(ENTROPY_BYTES))
    secret = b64encode(environment.entropy(SECRET_ACCESS_KEY_BYTES))
    sealed = environment.vault.seal(secret, key_id.encode())
    with store.begin(now=now) as transaction:
        _get_account(transaction, account_id)
        users = transaction.find_by(User, "name", account_id, user_name)
        if not users:
            raise NoSuchEntityError(f"The user with name {user_name} cannot be found.")
        owner = users[0].id
        if replaced:
            _delete_key(transaction, account_id, owner, replaced)
        present = transaction.find_by(AccessKey, "owner", account_id, owner)
        require_within("AccessKeysPerUser", ACCESS_KEYS_PER_USER, wanted=len(present) + 1)
        transaction.put(AccessKey(account_id, key_id, owner, now.replace(microsecond=0), sealed))
        parameters = {"UserName": user_name, "AccessKeyId": key_id, "ReplacedAccessKeyId": replaced}
        _commit(transaction, account_id, CREATION, parameters, environment, now)
    return NewKey(key_id, secret.decode())


def _get_account(transaction: Transaction, account_id: str) -> Account:
    account = transaction.find(Account, account_id, account_id)
    if account is None:
        raise NoSuchEntityError(f"There is no account {account_id}.")
    return account


def _delete_key(transaction: Transaction, account_id: str, owner: str, key_id: str) -> None:
    key = transaction.find(AccessKey, account_id, key_id)
    if key is None or key.owner_id != owner:
        raise NoSuchEntityError(f"The Access Key with id {key_id} cannot be found.")
    transaction.delete(key)


def _commit(
    transaction: Transaction,
    account_id: str,
    operation: str,
    parameters: dict[str, str],
    environment: Environment,
    now: datetime,
) -> None:
    record = record_server_action(account_id, "iam", operation, parameters, now=now, entropy=environment.entropy)
    transaction.commit(record)
