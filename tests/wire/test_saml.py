"""AssumeRoleWithSAML by boto3: a provider whose responses are signed by `signxml`."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.unit.authn.proofs.saml_idp import PREFIX, Provider, respond, signer
from tests.wire.server_process import Server

_numbers = count()


@dataclass(frozen=True)
class Federation:
    """A server, and a role that trusts a provider."""

    server: Server
    provider: str
    role: str

    def response(self, **changed: Any) -> str:
        pair, by = (f"{self.provider},{self.role}",), changed.pop("by", None)
        attributes = {f"{PREFIX}Role": pair, **changed.pop("attributes", {})}
        fresh = Provider(now=datetime.now(UTC), assertion_id=f"_a{next(_numbers)}", attributes=attributes, **changed)
        return respond(fresh, by)

    def assume(self, response: str, **parameters: Any) -> dict[str, Any]:
        sts = boto3.client(
            "sts", endpoint_url=self.server.endpoint, region_name="eu-west-1", config=Config(signature_version=UNSIGNED)
        )
        given = {"RoleArn": self.role, "PrincipalArn": self.provider, "SAMLAssertion": response, **parameters}
        output: dict[str, Any] = sts.assume_role_with_saml(**given)
        return output

    def refusal(self, response: str, **parameters: Any) -> tuple[str, int]:
        with pytest.raises(ClientError) as refused:
            self.assume(response, **parameters)
        answer: Any = refused.value.response
        return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]


@pytest.fixture(scope="module")
def federation(server: Server) -> Federation:
    iam = server.client("iam")
    made = iam.create_saml_provider(Name="corporate-saml", SAMLMetadataDocument=signer().metadata)["SAMLProviderArn"]
    statement = {
        "Effect": "Allow",
        "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
        "Principal": {"Federated": made},
        "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml", "SAML:sub": "alice"}},
    }
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    role = iam.create_role(RoleName="saml-reader", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    return Federation(server, made, role)


def test_an_assertion_gives_credentials_that_work(federation: Federation):
    output = federation.assume(federation.response(attributes={f"{PREFIX}PrincipalTag:team": ("blue",)}))
    assert (output["Subject"], output["SubjectType"]) == ("alice", "persistent")
    assert output["Issuer"] == "https://idp.example.com/metadata"
    assert output["PackedPolicySize"] > 0
    keys = output["Credentials"]
    sts = boto3.client(
        "sts",
        endpoint_url=federation.server.endpoint,
        region_name="eu-west-1",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    assert sts.get_caller_identity()["Arn"].endswith(":assumed-role/saml-reader/alice@example.com")


def test_what_is_refused_is_refused_with_the_code_of_aws(federation: Federation):
    used = federation.response()
    federation.assume(used)
    assert federation.refusal(used) == ("InvalidIdentityToken", 400)
    assert federation.refusal("c2VzYW1l") == ("InvalidIdentityToken", 400)
    assert federation.refusal(federation.response(by=signer(1))) == ("InvalidIdentityToken", 400)
    assert federation.refusal(federation.response(audiences=("urn:other",))) == ("InvalidIdentityToken", 400)
    late = federation.response(issued=timedelta(minutes=-6))
    assert federation.refusal(late) == ("ExpiredTokenException", 400)
    failed = federation.response(status="urn:oasis:names:tc:SAML:2.0:status:Responder")
    assert federation.refusal(failed) == ("IDPRejectedClaim", 403)
    assert federation.refusal(federation.response(subject="bob")) == ("AccessDenied", 403)
    other = {f"{PREFIX}Role": (f"{federation.role}-2,{federation.provider}",)}
    assert federation.refusal(federation.response(attributes=other)) == ("AccessDenied", 403)


def test_the_audit_trail_knows_who_it_was_but_not_the_assertion(federation: Federation):
    response = federation.response()
    federation.assume(response)
    trail = federation.server.client("cloudtrail")
    attributes = [{"AttributeKey": "EventName", "AttributeValue": "AssumeRoleWithSAML"}]
    events = [event["CloudTrailEvent"] for event in trail.lookup_events(LookupAttributes=attributes)["Events"]]
    identities = [json.loads(event)["userIdentity"] for event in events]
    assert {"type": "SAMLUser", "userName": "alice", "identityProvider": federation.provider} in identities
    assert not [event for event in events if response in event]
