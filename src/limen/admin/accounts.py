"""New accounts: an account, its root user, and an administrator with an access key (docs/reference.md).

Given values are used, the others are generated. Generated names and secrets are returned once to the caller that
creates the account; nothing here prints or logs them.
"""

from base64 import b64encode
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from limen.admin.server_actions import record_server_action
from limen.authn.keyring import Entropy
from limen.domain.iam.account import Account
from limen.domain.iam.credentials import AccessKey, LoginProfile
from limen.domain.iam.stored_policies import Attachment
from limen.domain.iam.users import User
from limen.domain.identifiers import (
    ACCESS_KEY_PREFIX,
    ACCOUNT_ID_LENGTH,
    ENTROPY_BYTES,
    SECRET_ACCESS_KEY_BYTES,
    USER_PREFIX,
    make_access_key_id,
    make_unique_id,
)
from limen.operations.environment import Environment
from limen.operations.iam.faults import EntityAlreadyExistsError
from limen.store.interface import Store, Transaction

PASSWORD_BYTES = 18
ADMINISTRATOR_POLICY = "policy/AdministratorAccess"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPlan:
    """The plan of an account; every field has a value."""

    account_id: str
    partition: str
    alias: str
    root_email: str
    root_password: str = field(repr=False)
    admin_user: str
    admin_password: str = field(repr=False)
    admin_access_key_id: str
    admin_secret_access_key: str = field(repr=False)


def plan_account(given: Mapping[str, str], entropy: Entropy) -> AccountPlan:
    """Complete the given values (empty text counts as not given) with generated ones; the alias may stay empty."""
    account_id = given.get("account_id") or _draw_account_id(entropy)
    return AccountPlan(
        account_id=account_id,
        partition=given.get("partition") or "aws",
        alias=given.get("account_alias", ""),
        root_email=given.get("root_email") or f"root@{account_id}.limen.invalid",
        root_password=given.get("root_password") or draw_password(entropy),
        admin_user=given.get("admin_user") or "admin",
        admin_password=given.get("admin_password") or draw_password(entropy),
        admin_access_key_id=given.get("admin_access_key_id")
        or make_access_key_id(ACCESS_KEY_PREFIX, account_id, entropy(ENTROPY_BYTES)),
        admin_secret_access_key=given.get("admin_secret_access_key")
        or b64encode(entropy(SECRET_ACCESS_KEY_BYTES)).decode(),
    )


def create_first_account(store: Store, plan: AccountPlan, environment: Environment, *, now: datetime) -> bool:
    """Create the account if there is none at all; return whether it did."""
    if store.latest().accounts():
        return False
    hashes = _hash_passwords(plan, environment)
    with store.begin(now=now) as transaction:
        if transaction.accounts():  # Another process was faster.
            return False
        _create(transaction, plan, hashes, environment, now)
    return True


def create_account(store: Store, plan: AccountPlan, environment: Environment, *, now: datetime) -> None:
    """Create one more account; raises `EntityAlreadyExistsError` if its id, alias, e-mail or key id is taken."""
    hashes = _hash_passwords(plan, environment)
    with store.begin(now=now) as transaction:
        _require_free(transaction, plan)
        _create(transaction, plan, hashes, environment, now)


def _draw_account_id(entropy: Entropy) -> str:
    """Twelve digits, the first not zero, because spreadsheets drop leading zeros."""
    lowest = 10 ** (ACCOUNT_ID_LENGTH - 1)
    return str(lowest + int.from_bytes(entropy(16), "big") % (9 * lowest))


def draw_password(entropy: Entropy) -> str:
    """144 random bits, with a character of every class that a password policy may require."""
    return b64encode(entropy(PASSWORD_BYTES), altchars=b"-_").decode() + "-aA1"


def _require_free(transaction: Transaction, plan: AccountPlan) -> None:
    accounts = transaction.accounts()
    taken = {
        f"The account {plan.account_id}": any(account.account == plan.account_id for account in accounts),
        f"The account alias {plan.alias}": bool(plan.alias and transaction.find_account_by_alias(plan.alias)),
        f"The e-mail address {plan.root_email}": any(account.root_email == plan.root_email for account in accounts),
        f"The access key {plan.admin_access_key_id}": transaction.find_access_key(plan.admin_access_key_id) is not None,
    }
    for what, is_taken in taken.items():
        if is_taken:
            raise EntityAlreadyExistsError(f"{what} already exists.")


@dataclass(frozen=True, slots=True)
class _Hashes:
    root: str
    admin: str


def _hash_passwords(plan: AccountPlan, environment: Environment) -> _Hashes:
    """Hash both at once: Argon2 is slow on purpose, and no transaction should wait for it."""
    with ThreadPoolExecutor(2) as threads:
        return _Hashes(*threads.map(environment.passwords.hash, (plan.root_password, plan.admin_password)))


def _create(
    transaction: Transaction, plan: AccountPlan, hashes: _Hashes, environment: Environment, now: datetime
) -> None:
    created = now.replace(microsecond=0)
    _put_account(transaction, plan, hashes, created)
    _put_administrator(transaction, plan, hashes, environment, created)
    parameters = {"AccountId": plan.account_id, "Email": plan.root_email, "AdminUser": plan.admin_user}
    transaction.commit(
        record_server_action(
            plan.account_id, "organizations", "CreateAccount", parameters, now=now, entropy=environment.entropy
        )
    )


def _put_account(transaction: Transaction, plan: AccountPlan, hashes: _Hashes, created: datetime) -> None:
    transaction.put(
        Account(
            account=plan.account_id,
            created=created,
            partition=plan.partition,
            alias=plan.alias,
            root_email=plan.root_email,
            root_password_hash=hashes.root,
            root_password_changed=created,
        )
    )


def _put_administrator(
    transaction: Transaction, plan: AccountPlan, hashes: _Hashes, environment: Environment, created: datetime
) -> None:
    account = plan.account_id
    user_id = make_unique_id(USER_PREFIX, account, environment.entropy(ENTROPY_BYTES))
    key_id, secret = plan.admin_access_key_id, plan.admin_secret_access_key.encode()
    transaction.put(User(account, user_id, plan.admin_user, "/", created, plan.partition))
    transaction.put(Attachment(account, user_id, f"arn:{plan.partition}:iam::aws:{ADMINISTRATOR_POLICY}"))
    transaction.put(LoginProfile(account, user_id, created, hashes.admin, created))
    transaction.put(AccessKey(account, key_id, user_id, created, environment.vault.seal(secret, key_id.encode())))
