"""SSH public keys of users (spec api 2.1, 2.6, 2.11): at most five each; Limen itself authenticates nobody by them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from limen.authn.ssh_public_keys import fingerprint_of, parse_public_key, render_pem
from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import USER
from limen.domain.iam.credentials import SSHPublicKey
from limen.domain.iam.users import User
from limen.domain.identifiers import ENTROPY_BYTES, SSH_PUBLIC_KEY_PREFIX, make_access_key_id
from limen.operations.environment import Environment
from limen.operations.iam.credentials.status import parse_status, render_status
from limen.operations.iam.faults import DuplicateSSHPublicKeyError, NoSuchEntityError
from limen.operations.iam.lookup import get_named_or_own_user
from limen.operations.iam.quotas import SSH_PUBLIC_KEYS_PER_USER, require_within
from limen.operations.paging import paginate
from limen.operations.registry import OperationTable
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.iam import members, shapes

table = OperationTable("iam", IAM_RESTRICTIONS)

PEM = "PEM"


@table.write("UploadSSHPublicKey", USER)
def upload_ssh_public_key(
    call: AuthorizedCall[shapes.UploadSSHPublicKeyRequest], tx: Transaction, environment: Environment
) -> shapes.UploadSSHPublicKeyResponse:
    """Answer with the text as it was sent; only this answer has the comment in it."""
    user, body = get_named_or_own_user(call, tx), call.parameters["SSHPublicKeyBody"]
    openssh = parse_public_key(body)
    present = tx.find_by(SSHPublicKey, "owner", call.account, user.id)
    if any(key.openssh == openssh for key in present):
        raise DuplicateSSHPublicKeyError(f"The SSH public key is already associated with user {user.name}.")
    require_within("SSHPublicKeysPerUser", SSH_PUBLIC_KEYS_PER_USER, wanted=len(present) + 1)
    key = SSHPublicKey(
        account=call.account,
        id=make_access_key_id(SSH_PUBLIC_KEY_PREFIX, call.account, environment.entropy(ENTROPY_BYTES)),
        owner_id=user.id,
        uploaded=call.now.replace(microsecond=0),
        openssh=openssh,
    )
    tx.put(key)
    return {"SSHPublicKey": _render_key(user, key, body)}


@table.read("GetSSHPublicKey", USER)
def get_ssh_public_key(
    call: AuthorizedCall[shapes.GetSSHPublicKeyRequest], reader: Reader, environment: Environment
) -> shapes.GetSSHPublicKeyResponse:
    user, key = _get_key(call, reader)
    body = render_pem(key.openssh) if call.parameters["Encoding"] == PEM else key.openssh
    return {"SSHPublicKey": _render_key(user, key, body)}


@table.read("ListSSHPublicKeys", USER)
def list_ssh_public_keys(
    call: AuthorizedCall[shapes.ListSSHPublicKeysRequest], reader: Reader, environment: Environment
) -> shapes.ListSSHPublicKeysResponse:
    user = get_named_or_own_user(call, reader)
    keys = reader.find_by(SSHPublicKey, "owner", call.account, user.id)
    page = paginate(call, keys, lambda key: f"{key.uploaded.isoformat()}/{key.id}")
    return {"SSHPublicKeys": [_render_metadata(user, key) for key in page.items], **page.ending()}


@table.write("UpdateSSHPublicKey", USER)
def update_ssh_public_key(
    call: AuthorizedCall[shapes.UpdateSSHPublicKeyRequest], tx: Transaction, environment: Environment
) -> shapes.UpdateSSHPublicKeyResponse:
    _, key = _get_key(call, tx)
    tx.put(replace(key, is_active=parse_status(call)))
    return {}


@table.write("DeleteSSHPublicKey", USER)
def delete_ssh_public_key(
    call: AuthorizedCall[shapes.DeleteSSHPublicKeyRequest], tx: Transaction, environment: Environment
) -> shapes.DeleteSSHPublicKeyResponse:
    _, key = _get_key(call, tx)
    tx.delete(key)
    return {}


def _get_key(call: AuthorizedCall[members.NamesSSHPublicKey], reader: Reader) -> tuple[User, SSHPublicKey]:
    """The user and its key; a key of another user counts as missing."""
    user, key_id = get_named_or_own_user(call, reader), call.parameters["SSHPublicKeyId"]
    key = reader.find(SSHPublicKey, call.account, key_id)
    if key is None or key.owner_id != user.id:
        raise NoSuchEntityError(f"The SSH Public Key with id {key_id} cannot be found.")
    return user, key


def _render_key(user: User, key: SSHPublicKey, body: str) -> shapes.SSHPublicKey:
    fingerprint = fingerprint_of(key.openssh)
    return {**_render_metadata(user, key), "Fingerprint": fingerprint, "SSHPublicKeyBody": body}


def _render_metadata(user: User, key: SSHPublicKey) -> shapes.SSHPublicKeyMetadata:
    return {
        "UserName": user.name,
        "SSHPublicKeyId": key.id,
        "Status": render_status(is_active=key.is_active),
        "UploadDate": key.uploaded,
    }
