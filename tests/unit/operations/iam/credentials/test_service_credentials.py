import re
from base64 import b64decode
from datetime import timedelta
from typing import Any

import pytest

from limen.domain.iam.credentials import ServiceCredential
from limen.domain.identifiers import find_account_in_id
from limen.domain.own_services import OwnService
from limen.errors import ValidationError
from limen.operations.iam.credentials.service_secrets import digest_of
from limen.operations.iam.faults import InvalidInputError, LimitExceededError, NoSuchEntityError
from tests.unit.operations.world import ACCOUNT, CREATED, NOW, ROLE, World

GIT = "codecommit.amazonaws.com"
BEDROCK = "bedrock.amazonaws.com"
KEY_SERVICES = {
    BEDROCK: "ABSK",
    "logs.amazonaws.com": "ACWL",
    "cloudwatch.amazonaws.com": "APIAACWM",
    "aws-external-anthropic.amazonaws.com": "AEAA",
}


def create(world: World, name: str = "alice", service: str = GIT, **parameters):
    output = world.call("CreateServiceSpecificCredential", UserName=name, ServiceName=service, **parameters)
    return output["ServiceSpecificCredential"]


def listed(world: World, **parameters):
    return world.call("ListServiceSpecificCredentials", **parameters)["ServiceSpecificCredentials"]


def stored(world: World, credential_id: str) -> ServiceCredential:
    found = world.store.latest().find(ServiceCredential, ACCOUNT, credential_id)
    assert found is not None
    return found


@pytest.mark.parametrize("service", [GIT, "cassandra.amazonaws.com"])
def test_a_user_name_and_a_password_are_shown_once_and_stored_as_a_digest(world: World, service):
    world.user("Alice")
    credential = create(world, service=service)
    password, credential_id = credential.pop("ServicePassword"), credential["ServiceSpecificCredentialId"]
    assert re.fullmatch(r"[A-Za-z0-9+/]{59}=", password)
    assert re.fullmatch(r"ACCA[A-Z2-7]{17}", credential_id)
    assert find_account_in_id(credential_id) == ACCOUNT
    assert credential == {
        "UserName": "Alice",
        "Status": "Active",
        "ServiceUserName": f"Alice-at-{ACCOUNT}",
        "CreateDate": CREATED,
        "ServiceSpecificCredentialId": credential_id,
        "ServiceName": service,
    }
    assert listed(world, UserName="alice") == [credential]
    assert stored(world, credential_id).secret_digest == digest_of(password)


@pytest.mark.parametrize(("service", "prefix"), KEY_SERVICES.items())
def test_an_api_key_has_the_public_part_and_a_password_in_it(world: World, service, prefix):
    world.user("alice")
    credential = create(world, service=service, CredentialAgeDays=90)
    secret, alias = credential.pop("ServiceCredentialSecret"), credential["ServiceCredentialAlias"]
    assert alias == f"alice-at-{ACCOUNT}"
    assert secret.startswith(prefix)
    assert re.fullmatch(
        rf"{alias}:[A-Za-z0-9+/]{{59}}=", b64decode(secret.removeprefix(prefix), validate=True).decode()
    )
    assert credential["ExpirationDate"] == CREATED + timedelta(days=90)
    assert not {"ServiceUserName", "ServicePassword"} & credential.keys()
    assert listed(world, UserName="alice") == [credential]
    assert stored(world, credential["ServiceSpecificCredentialId"]).secret_digest == digest_of(secret)


def test_names_of_services_are_taken_in_any_casing(world: World):
    world.user("alice")
    credential = create(world, service="CodeCommit.amazonaws.com")
    assert credential["ServiceName"] == GIT
    assert len(listed(world, UserName="alice", ServiceName="CODECOMMIT.amazonaws.com")) == 1


def test_a_service_of_the_accounts_own_takes_passwords(world: World):
    world.user("alice")
    world.put(OwnService(ACCOUNT, "files", "{}", NOW, NOW))
    credential = create(world, service="Files")
    assert credential["ServiceName"] == "files"
    assert credential["ServiceUserName"] == f"alice-at-{ACCOUNT}"
    assert credential["ServicePassword"]
    assert len(listed(world, UserName="alice", ServiceName="files")) == 1


def test_a_service_of_another_account_is_unknown(world: World):
    world.user("alice")
    world.put(OwnService("444455556666", "files", "{}", NOW, NOW))
    with pytest.raises(NoSuchEntityError, match="No such service files"):
        create(world, service="files")


def test_other_services_have_no_such_credentials(world: World):
    world.user("alice")
    for call in (create, listed):
        parameters = {"service": "s3.amazonaws.com"} if call is create else {"ServiceName": "s3.amazonaws.com"}
        named = {} if call is create else {"UserName": "alice"}
        with pytest.raises(
            NoSuchEntityError,
            match=r"^No such service s3\.amazonaws\.com is supported for Service Specific Credentials$",
        ):
            call(world, **named, **parameters)
    with pytest.raises(ValidationError, match="serviceName"):
        create(world, service="code commit")
    with pytest.raises(NoSuchEntityError, match="user with name ghost"):
        create(world, "ghost", "s3.amazonaws.com")


def test_a_user_has_two_for_each_service_whose_names_differ(world: World):
    world.user("alice")
    first, second = create(world), create(world)
    assert [first["ServiceUserName"], second["ServiceUserName"]] == [f"alice-at-{ACCOUNT}", f"alice+1-at-{ACCOUNT}"]
    with pytest.raises(LimitExceededError, match=r"^Cannot exceed quota for ServiceSpecificCredentialsPerUser: 2$"):
        create(world)
    assert create(world, service=BEDROCK)["ServiceCredentialAlias"] == f"alice-at-{ACCOUNT}"
    credential_id = first["ServiceSpecificCredentialId"]
    world.call("DeleteServiceSpecificCredential", UserName="alice", ServiceSpecificCredentialId=credential_id)
    assert create(world)["ServiceUserName"] == f"alice-at-{ACCOUNT}"


def test_a_rename_keeps_the_public_part_and_a_namesake_gets_another(world: World):
    world.user("Alice")
    kept = create(world)
    world.call("UpdateUser", UserName="alice", NewUserName="alicia")
    assert listed(world, UserName="alicia") == [
        {name: value for name, value in kept.items() if name != "ServicePassword"} | {"UserName": "alicia"}
    ]
    world.user("alice")
    assert create(world)["ServiceUserName"] == f"alice+1-at-{ACCOUNT}"


def test_reset_gives_a_new_secret_and_changes_nothing_else(world: World):
    world.user("alice")
    made = create(world, service=BEDROCK, CredentialAgeDays=1)
    credential_id = made["ServiceSpecificCredentialId"]
    world.call(
        "UpdateServiceSpecificCredential",
        UserName="alice",
        ServiceSpecificCredentialId=credential_id,
        Status="Inactive",
    )
    later = world.later(hours=1)
    output = later.call("ResetServiceSpecificCredential", UserName="alice", ServiceSpecificCredentialId=credential_id)
    reset = output["ServiceSpecificCredential"]
    assert reset["ServiceCredentialSecret"] != made["ServiceCredentialSecret"]
    assert reset == made | {"Status": "Inactive", "ServiceCredentialSecret": reset["ServiceCredentialSecret"]}
    assert stored(world, credential_id).secret_digest == digest_of(reset["ServiceCredentialSecret"])


def test_one_that_has_expired_says_so_and_can_only_be_deleted(world: World):
    world.user("alice")
    made = create(world, CredentialAgeDays=1)
    named: dict[str, Any] = {"UserName": "alice", "ServiceSpecificCredentialId": made["ServiceSpecificCredentialId"]}
    assert listed(world.later(hours=23), UserName="alice")[0]["Status"] == "Active"
    later = world.later(days=1)
    assert listed(later, UserName="alice")[0]["Status"] == "Expired"
    with pytest.raises(InvalidInputError, match="has expired"):
        later.call("ResetServiceSpecificCredential", **named)
    with pytest.raises(InvalidInputError, match="has expired"):
        later.call("UpdateServiceSpecificCredential", **named, Status="Active")
    later.call("DeleteServiceSpecificCredential", **named)
    assert listed(later, UserName="alice") == []


def test_expired_cannot_be_set(world: World):
    world.user("alice")
    named: dict[str, Any] = {
        "UserName": "alice",
        "ServiceSpecificCredentialId": create(world)["ServiceSpecificCredentialId"],
    }
    with pytest.raises(InvalidInputError, match="only be set to Active or Inactive"):
        world.call("UpdateServiceSpecificCredential", **named, Status="Expired")


def test_lists_are_of_a_user_of_a_service_or_of_all_users(world: World):
    alice = world.user("alice")
    world.user("Bob")
    create(world, "Bob")
    create(world)
    create(world.later(seconds=1), service=BEDROCK)

    def services(**parameters):
        return [(one["UserName"], one["ServiceName"]) for one in listed(world, **parameters)]

    assert services(caller=alice) == [("alice", GIT), ("alice", BEDROCK)]
    assert services(UserName="alice", ServiceName=BEDROCK) == [("alice", BEDROCK)]
    assert services(UserName="alice", AllUsers=False, ServiceName="") == [("alice", GIT), ("alice", BEDROCK)]
    assert services(AllUsers=True) == [("alice", GIT), ("alice", BEDROCK), ("Bob", GIT)]
    assert services(AllUsers=True, ServiceName=GIT) == [("alice", GIT), ("Bob", GIT)]
    pages = world.pages("ListServiceSpecificCredentials", "ServiceSpecificCredentials", 2, AllUsers=True)
    assert [len(page) for page in pages] == [2, 1]
    with pytest.raises(ValidationError, match="exclude each other"):
        services(AllUsers=True, UserName="alice")
    with pytest.raises(ValidationError, match="Must specify userName"):
        services(caller=ROLE)


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("UpdateServiceSpecificCredential", {"Status": "Inactive"}),
        ("ResetServiceSpecificCredential", {}),
        ("DeleteServiceSpecificCredential", {}),
    ],
)
def test_one_that_is_missing_and_one_of_somebody_else(world: World, operation, more):
    alice = world.user("alice")
    world.user("bob")
    credential_id = create(world, "bob")["ServiceSpecificCredentialId"]
    with pytest.raises(NoSuchEntityError, match=r"^No such credential ACCAMISSING exists$"):
        world.call(operation, UserName="alice", ServiceSpecificCredentialId="ACCAMISSING", **more)
    for caller, named in ((alice, {}), (None, {"UserName": "alice"})):
        with pytest.raises(ValidationError, match=f"{credential_id} is not one of user alice"):
            world.call(operation, caller=caller, ServiceSpecificCredentialId=credential_id, **named, **more)
    assert listed(world, UserName="bob")[0]["Status"] == "Active"


def test_a_list_that_ends_does_not_mention_its_end(world: World):
    """Observed on AWS, whose models mark `IsTruncated` as optional here."""
    world.user("alice")
    create(world)
    create(world, service=BEDROCK)
    assert "IsTruncated" not in world.call("ListServiceSpecificCredentials", UserName="alice")
    assert world.call("ListServiceSpecificCredentials", UserName="alice", MaxItems=1)["IsTruncated"] is True
