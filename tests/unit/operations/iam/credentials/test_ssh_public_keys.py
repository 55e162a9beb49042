import re

import pytest

from limen.domain.iam.credentials import SSHPublicKey
from limen.domain.identifiers import find_account_in_id
from limen.errors import ValidationError
from limen.operations.iam.faults import (
    DuplicateSSHPublicKeyError,
    InvalidInputError,
    LimitExceededError,
    NoSuchEntityError,
)
from tests.unit.operations.iam.certificates import openssh, pem, rsa_key
from tests.unit.operations.world import ACCOUNT, CREATED, ROLE, World

BODY = f"{openssh(rsa_key())} alice@example.com"


def upload(world: World, name: str = "alice", body: str = BODY):
    return world.call("UploadSSHPublicKey", UserName=name, SSHPublicKeyBody=body)["SSHPublicKey"]["SSHPublicKeyId"]


def listed(world: World, **parameters):
    return [key["SSHPublicKeyId"] for key in world.call("ListSSHPublicKeys", **parameters)["SSHPublicKeys"]]


def test_upload_answers_with_the_text_as_it_was_sent(world: World):
    world.user("Alice")
    key = world.call("UploadSSHPublicKey", UserName="alice", SSHPublicKeyBody=BODY)["SSHPublicKey"]
    key_id, fingerprint = key.pop("SSHPublicKeyId"), key.pop("Fingerprint")
    assert re.fullmatch(r"APKA[A-Z2-7]{16}", key_id)
    assert find_account_in_id(key_id) == ACCOUNT
    assert re.fullmatch(r"[0-9a-f]{2}(:[0-9a-f]{2}){15}", fingerprint)
    assert key == {"UserName": "Alice", "SSHPublicKeyBody": BODY, "Status": "Active", "UploadDate": CREATED}


def test_get_gives_either_form_whichever_was_uploaded(world: World):
    world.user("alice")
    key, other = rsa_key(number=1), rsa_key(number=2)
    for key_id, uploaded in ((upload(world, body=openssh(key)), key), (upload(world, body=pem(other)), other)):
        bodies = {
            encoding: world.call("GetSSHPublicKey", UserName="alice", SSHPublicKeyId=key_id, Encoding=encoding)[
                "SSHPublicKey"
            ]["SSHPublicKeyBody"]
            for encoding in ("SSH", "PEM")
        }
        assert bodies == {"SSH": openssh(uploaded), "PEM": pem(uploaded)}


def test_lists_have_metadata_only_and_pages(world: World):
    world.user("alice")
    keys = [upload(world.later(seconds=number), body=openssh(rsa_key(number=number))) for number in range(3)]
    pages = list(world.pages("ListSSHPublicKeys", "SSHPublicKeys", 2, UserName="alice"))
    assert [[key["SSHPublicKeyId"] for key in page] for page in pages] == [keys[:2], keys[2:]]
    assert pages[0][0] == {"UserName": "alice", "SSHPublicKeyId": keys[0], "Status": "Active", "UploadDate": CREATED}


def test_a_user_without_keys_has_an_empty_list(world: World):
    world.user("alice")
    assert world.call("ListSSHPublicKeys", UserName="alice") == {"SSHPublicKeys": [], "IsTruncated": False}


def test_without_a_name_the_list_is_the_callers(world: World):
    alice = world.user("alice")
    key_id = upload(world)
    assert listed(world, caller=alice) == [key_id]
    for caller in (None, ROLE):
        with pytest.raises(ValidationError, match="Must specify userName"):
            world.call("ListSSHPublicKeys", caller=caller)


def test_the_same_key_again_is_refused_in_either_form_but_not_for_another_user(world: World):
    world.user("alice")
    world.user("bob")
    upload(world)
    for body in (BODY, pem(rsa_key())):
        with pytest.raises(DuplicateSSHPublicKeyError):
            upload(world, body=body)
    upload(world, "bob")


def test_a_user_has_five_keys_at_most_active_or_not(world: World):
    world.user("alice")
    first, *_ = (upload(world, body=openssh(rsa_key(number=number))) for number in range(5))
    world.call("UpdateSSHPublicKey", UserName="alice", SSHPublicKeyId=first, Status="Inactive")
    with pytest.raises(LimitExceededError, match=r"^Cannot exceed quota for SSHPublicKeysPerUser: 5$"):
        upload(world, body=openssh(rsa_key(number=6)))
    world.call("DeleteSSHPublicKey", UserName="alice", SSHPublicKeyId=first)
    upload(world, body=openssh(rsa_key(number=6)))


def test_the_status_is_set_to_active_or_inactive_only(world: World):
    world.user("alice")
    key_id = upload(world)
    for status in ("Inactive", "Active"):
        world.call("UpdateSSHPublicKey", UserName="alice", SSHPublicKeyId=key_id, Status=status)
        assert world.call("ListSSHPublicKeys", UserName="alice")["SSHPublicKeys"][0]["Status"] == status
    with pytest.raises(InvalidInputError):
        world.call("UpdateSSHPublicKey", UserName="alice", SSHPublicKeyId=key_id, Status="Expired")


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("GetSSHPublicKey", {"Encoding": "SSH"}),
        ("UpdateSSHPublicKey", {"Status": "Inactive"}),
        ("DeleteSSHPublicKey", {}),
    ],
)
def test_a_key_of_somebody_else_is_missing(world: World, operation, more):
    world.user("alice")
    world.user("bob")
    key_id = upload(world, "bob")
    with pytest.raises(NoSuchEntityError, match=rf"^The SSH Public Key with id {key_id} cannot be found\.$"):
        world.call(operation, UserName="alice", SSHPublicKeyId=key_id, **more)
    with pytest.raises(NoSuchEntityError, match="user with name ghost"):
        world.call(operation, UserName="ghost", SSHPublicKeyId=key_id, **more)
    assert listed(world, UserName="bob") == [key_id]


def test_a_renamed_user_keeps_its_keys(world: World):
    world.user("alice")
    key_id = upload(world)
    world.call("UpdateUser", UserName="alice", NewUserName="alicia")
    assert listed(world, UserName="alicia") == [key_id]
    world.user("alice")
    assert listed(world, UserName="alice") == []


def test_nothing_of_the_comment_is_kept(world: World):
    world.user("alice")
    key_id = upload(world)
    stored = world.store.latest().find(SSHPublicKey, ACCOUNT, key_id)
    assert stored is not None
    assert stored.openssh == openssh(rsa_key())
