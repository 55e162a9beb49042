"""Limen's own service by boto3 and by the `aws` command line, with the model that one command installs."""

import json

import boto3
import pytest
from botocore.exceptions import ClientError

from limen.cli.main import run
from tests.unit.authn.passkeys.security_key import SecurityKey
from tests.wire.server_process import Keys


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    assert run(["aws-models", "install", "--folder", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def client(server, models):
    def make(keys=None, *, endpoint=""):
        session = boto3.Session(
            aws_access_key_id=(keys or server.owner).access_key_id,
            aws_secret_access_key=(keys or server.owner).secret_access_key,
            region_name="us-east-1",
        )
        session._loader.search_paths.insert(0, str(models))
        return session.client("limen", endpoint_url=endpoint or server.endpoint)

    return make


def test_the_installed_model_makes_a_client(client):
    status = client().get_server_status()
    assert status["Revision"] > 0
    assert client().list_sessions()["Sessions"] == []


def test_a_user_needs_the_permission(server, client):
    iam = server.client("iam")
    iam.create_user(UserName="asker")
    keys = Keys.of(iam.create_access_key(UserName="asker")["AccessKey"])
    with pytest.raises(ClientError, match="not authorized to perform: limen:WhoCan") as refused:
        client(keys).who_can(Action="iam:ListUsers")
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    document = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "limen:WhoCan", "Resource": "*"}}
    iam.put_user_policy(UserName="asker", PolicyName="ask", PolicyDocument=json.dumps(document))
    principals = [each["Principal"] for each in client(keys).who_can(Action="iam:ListUsers")["Principals"]]
    assert any(each.endswith(":user/admin") for each in principals)
    with pytest.raises(ClientError, match="limen:ListSessions"):
        client(keys).list_sessions(UserName="admin")


def test_the_aws_command_line_explains(server):
    """The command line finds the model where `limen aws-models install` puts it by default."""
    assert server.limen("aws-models", "install").code == 0
    answer = server.aws("limen", "explain-access", "--action", "iam:ListUsers", "--resource", "*").json()
    assert answer["IsAllowed"] is True


def test_a_malformed_question_is_refused_in_json(client):
    with pytest.raises(ClientError) as refused:
        client().explain_access(Action="ListUsers", Resource="*")
    assert refused.value.response["Error"]["Code"] == "ValidationException"


def test_the_catalog_is_served(client):
    prefixes = [each["Prefix"] for each in client().list_services()["Services"]]
    assert {"iam", "limen", "s3"} <= set(prefixes)
    limen = client().get_service(Prefix="limen")
    assert {"Name": "user", "IsRequired": True, "ConditionKeys": []} in next(
        each["ResourceTypes"] for each in limen["Actions"] if each["Name"] == "EndSession"
    )
    with pytest.raises(ClientError, match="There is no service nothing") as refused:
        client().get_service(Prefix="nothing")
    assert refused.value.response["Error"]["Code"] == "ResourceNotFoundException"


def test_a_denial_is_explained_by_the_id_of_its_request(server, client):
    iam = server.client("iam")
    iam.create_user(UserName="refused")
    keys = Keys.of(iam.create_access_key(UserName="refused")["AccessKey"])
    with pytest.raises(ClientError) as refused:
        server.client("iam", keys).list_users()
    request_id = refused.value.response["ResponseMetadata"]["RequestId"]
    found = client().explain_event(EventId=request_id)
    assert found["Event"]["Principal"].endswith(":user/refused")
    assert (found["Event"]["WasAllowed"], found["Agrees"]) == (False, True)
    (remedy, *_) = found["Then"]["Decisions"][0]["Remedies"]
    assert json.loads(remedy[0]["Statement"])["Action"] == "iam:ListUsers"


def test_the_aws_command_line_asks_about_the_past(server):
    assert server.limen("aws-models", "install").code == 0
    ago = ["--at", "2001-01-01T00:00:00Z"]
    answer = server.aws("limen", "explain-access", "--action", "iam:ListUsers", "--resource", "*", *ago)
    assert answer.code != 0
    assert "There is no state of that moment" in answer.err


def test_a_service_of_ones_own_is_known_to_the_operations_that_look_at_policies(server, client):
    limen, analyzer = client(), server.client("accessanalyzer")
    document = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "till:Opn", "Resource": "*"}}

    def findings():
        answer = analyzer.validate_policy(policyDocument=json.dumps(document), policyType="IDENTITY_POLICY")
        return " ".join(each["findingDetails"] for each in answer["findings"])

    assert "there is no service till" in findings()
    put = limen.put_service(Document='{"Name": "till", "Actions": [{"Name": "Open"}]}')
    assert (put["Prefix"], put["Actions"]) == ("till", ["till:Open"])
    assert "did you mean till:Open?" in findings()
    simulated = server.client("iam").simulate_custom_policy(
        PolicyInputList=[json.dumps(document).replace("Opn", "Open")], ActionNames=["till:open"]
    )
    assert simulated["EvaluationResults"][0]["EvalDecision"] == "allowed"
    with pytest.raises(ClientError, match="line 1, column 10") as refused:
        limen.put_service(Document='{"Name": "Till"}')
    assert refused.value.response["Error"]["Code"] == "ValidationException"
    limen.delete_service(Prefix="till")
    with pytest.raises(ClientError, match="has no service till") as missing:
        limen.delete_service(Prefix="till")
    assert missing.value.response["Error"]["Code"] == "ResourceNotFoundException"
    assert "there is no service till" in findings()


def test_what_a_principal_can_do_is_listed(server, client):
    iam = server.client("iam")
    arn = iam.create_user(UserName="able")["User"]["Arn"]
    document = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:Purge*", "Resource": "*"}}
    iam.put_user_policy(UserName="able", PolicyName="able", PolicyDocument=json.dumps(document))
    (found,) = client().what_can(Principal=arn)["Abilities"]
    assert (found["Service"], found["AccessLevel"], found["Actions"]) == ("sqs", "Write", ["sqs:PurgeQueue"])


def test_a_passkey_is_registered_over_the_network(server, client):
    """The browser's part is a security key in software; the request must name a host that passkeys work at."""
    iam = server.client("iam")
    iam.create_user(UserName="keyed")
    document = {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "iam:EnableMFADevice", "Resource": "*"},
    }
    iam.put_user_policy(UserName="keyed", PolicyName="own", PolicyDocument=json.dumps(document))
    keys = Keys.of(iam.create_access_key(UserName="keyed")["AccessKey"])
    origin = server.endpoint.replace("127.0.0.1", "localhost")
    limen = client(keys, endpoint=origin)
    begun = limen.begin_passkey_registration(DeviceName="laptop")
    made = SecurityKey(origin=origin).create(json.loads(begun["Options"]))
    registration = {"ChallengeId": begun["ChallengeId"], "Credential": json.dumps(made)}
    with pytest.raises(ClientError, match="begun elsewhere"):
        client(endpoint=origin).finish_passkey_registration(**registration)
    serial = limen.finish_passkey_registration(**registration)["SerialNumber"]
    assert [each["SerialNumber"] for each in iam.list_mfa_devices(UserName="keyed")["MFADevices"]] == [serial]
    with pytest.raises(ClientError, match=r"open http://localhost:\d+/console/ instead"):
        client().begin_passkey_registration(DeviceName="laptop")
    with pytest.raises(ClientError, match=r"not authorized to perform: iam:DeactivateMFADevice"):
        server.client("iam", keys).deactivate_mfa_device(UserName="keyed", SerialNumber=serial)
    iam.deactivate_mfa_device(UserName="keyed", SerialNumber=serial)
