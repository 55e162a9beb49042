"""Access keys of users and of root (spec api 2.10, 2.16): at most two each; the secret is shown once, when it is made.

Without `UserName` the keys are the caller's own. A key of another user counts as missing.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import USER, Form, Target
from limen.domain.iam.credentials import AccessKey, KeyStatus, LastUsed
from limen.domain.iam.users import User
from limen.domain.identifiers import (
    ACCESS_KEY_PREFIX,
    ENTROPY_BYTES,
    SECRET_ACCESS_KEY_BYTES,
    make_access_key_id,
)
from limen.errors import AccessDeniedError
from limen.operations.environment import Environment
from limen.operations.iam.credentials.credential_owners import CredentialOwner, get_credential_owner
from limen.operations.iam.credentials.status import render_status
from limen.operations.iam.faults import InvalidInputError, NoSuchEntityError
from limen.operations.iam.quotas import ACCESS_KEYS_PER_USER, require_within
from limen.operations.paging import paginate
from limen.operations.registry import OperationTable
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.iam import members, shapes

table = OperationTable("iam", IAM_RESTRICTIONS)

CREATION = "CreateAccessKey"
NOT_AVAILABLE = "N/A"


@table.write(CREATION, USER)
def create_access_key(
    call: AuthorizedCall[shapes.CreateAccessKeyRequest], tx: Transaction, environment: Environment
) -> shapes.CreateAccessKeyResponse:
    owner = get_credential_owner(call, tx)
    present = tx.find_by(AccessKey, "owner", call.account, owner.id)
    require_within("AccessKeysPerUser", ACCESS_KEYS_PER_USER, wanted=len(present) + 1)
    key_id = make_access_key_id(ACCESS_KEY_PREFIX, call.account, environment.entropy(ENTROPY_BYTES))
    secret = b64encode(environment.entropy(SECRET_ACCESS_KEY_BYTES))
    key = AccessKey(
        account=call.account,
        id=key_id,
        owner_id=owner.id,
        created=call.now.replace(microsecond=0),
        sealed_secret=environment.vault.seal(secret, key_id.encode()),
    )
    tx.put(key)
    return {"AccessKey": _render_key(owner, key, secret.decode())}


@table.read("ListAccessKeys", USER)
def list_access_keys(
    call: AuthorizedCall[shapes.ListAccessKeysRequest], reader: Reader, environment: Environment
) -> shapes.ListAccessKeysResponse:
    owner = get_credential_owner(call, reader)
    keys = reader.find_by(AccessKey, "owner", call.account, owner.id)
    page = paginate(call, keys, lambda key: f"{key.created.isoformat()}/{key.id}")
    return {"AccessKeyMetadata": [_render_metadata(owner, key) for key in page.items], **page.ending()}


@table.write("UpdateAccessKey", USER)
def update_access_key(
    call: AuthorizedCall[shapes.UpdateAccessKeyRequest], tx: Transaction, environment: Environment
) -> shapes.UpdateAccessKeyResponse:
    key = _get_key(call, tx)
    try:
        status = KeyStatus(call.parameters["Status"])
    except ValueError:
        raise InvalidInputError("An access key can only be set to Active or Inactive.") from None
    tx.put(replace(key, status=status))
    return {}


@table.write("DeleteAccessKey", USER)
def delete_access_key(
    call: AuthorizedCall[shapes.DeleteAccessKeyRequest], tx: Transaction, environment: Environment
) -> shapes.DeleteAccessKeyResponse:
    key = _get_key(call, tx)
    tx.delete(key)
    return {}


@table.read("GetAccessKeyLastUsed", Target(Form.ACCESS_KEY, "user", "AccessKeyId"))
def get_access_key_last_used(
    call: AuthorizedCall[shapes.GetAccessKeyLastUsedRequest], reader: Reader, environment: Environment
) -> shapes.GetAccessKeyLastUsedResponse:
    """When a key was last used. Keys of other accounts are refused like unknown keys, which reveals nothing."""
    key_id = call.parameters["AccessKeyId"]
    key = reader.find(AccessKey, call.account, key_id)
    if key is None:
        raise AccessDeniedError(
            f"User: {call.caller.principal.arn} is not authorized to perform: iam:GetAccessKeyLastUsed"
            f" on resource: access key {key_id}"
        )
    user = reader.find(User, call.account, key.owner_id)
    owner = CredentialOwner(key.owner_id, user.name if user is not None else None)
    return {**owner.naming(), "AccessKeyLastUsed": _render_last_used(reader, key)}


def _get_key(call: AuthorizedCall[members.NamesAccessKey], reader: Reader) -> AccessKey:
    owner, key_id = get_credential_owner(call, reader), call.parameters["AccessKeyId"]
    key = reader.find(AccessKey, call.account, key_id)
    if key is None or key.owner_id != owner.id:
        raise NoSuchEntityError(f"The Access Key with id {key_id} cannot be found.")
    return key


def _render_key(owner: CredentialOwner, key: AccessKey, secret: str) -> shapes.AccessKey:
    """The new key. Root has no name, and the answer then leaves out a member that the model requires."""
    answer = {**_render_metadata(owner, key), "SecretAccessKey": secret}
    return cast("shapes.AccessKey", answer)


def _render_metadata(owner: CredentialOwner, key: AccessKey) -> shapes.AccessKeyMetadata:
    status = render_status(is_active=key.status is KeyStatus.ACTIVE)
    return {**owner.naming(), "AccessKeyId": key.id, "Status": status, "CreateDate": key.created}


def _render_last_used(reader: Reader, key: AccessKey) -> shapes.AccessKeyLastUsed:
    used = reader.find(LastUsed, key.account, key.id)
    if used is None:
        return {"Region": NOT_AVAILABLE, "ServiceName": NOT_AVAILABLE}
    return {"LastUsedDate": used.at, "Region": used.region, "ServiceName": used.service}
