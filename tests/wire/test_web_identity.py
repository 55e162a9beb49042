"""AssumeRoleWithWebIdentity by real clients: an HTTPS provider on this machine, boto3 and the `aws` command line."""

import json
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.unit.authn.proofs.issuer import Issuer, rsa_private, rsa_row
from tests.unit.operations.iam.certificates import issue
from tests.wire.server_process import Server


class Pages(BaseHTTPRequestHandler):
    issuer: Issuer

    def do_GET(self) -> None:
        body = self.issuer.fetch(self.issuer.url + self.path)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@dataclass
class Federation:
    """A server, a provider that it may reach, and a role that trusts one subject of it."""

    server: Server
    issuer: Issuer
    provider: str
    role: str

    def token(self, **claims: Any) -> str:
        now = datetime.now(UTC)
        times = {"iat": int(now.timestamp()), "exp": int((now + timedelta(minutes=5)).timestamp())}
        return self.issuer.token(**{**times, **claims})

    def assume(self, token: str, **parameters: Any) -> dict[str, Any]:
        sts = boto3.client(
            "sts", endpoint_url=self.server.endpoint, region_name="eu-west-1", config=Config(signature_version=UNSIGNED)
        )
        given = {"RoleArn": self.role, "RoleSessionName": "run-7", "WebIdentityToken": token, **parameters}
        output: dict[str, Any] = sts.assume_role_with_web_identity(**given)
        return output

    def refusal(self, token: str, **parameters: Any) -> tuple[str, int]:
        with pytest.raises(ClientError) as refused:
            self.assume(token, **parameters)
        response: Any = refused.value.response
        return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Issuer, Path]]:
    """The provider, and the file of the authority that its certificate is from."""
    folder: Path = tmp_path_factory.mktemp("issuer")
    site = issue("localhost", since=datetime.now(UTC), hosts=("localhost",))
    (folder / "site.pem").write_text(site.key + site.certificate)
    (folder / "authority.pem").write_text(site.certificate)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "site.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Pages.issuer = Issuer(url=f"https://localhost:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield Pages.issuer, folder / "authority.pem"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def federation(start, issuer) -> Federation:
    provider, authority = issuer
    server = start("--ephemeral", "--oidc-networks", "127.0.0.0/8,::1", SSL_CERT_FILE=str(authority))
    iam = server.client("iam")
    arn = iam.create_open_id_connect_provider(Url=provider.url, ClientIDList=["sts.amazonaws.com"])
    name = provider.url.removeprefix("https://")
    statement = {
        "Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": arn["OpenIDConnectProviderArn"]},
        "Condition": {"StringLike": {f"{name}:sub": "repo:acme/app:*"}},
    }
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    role = iam.create_role(RoleName="deployer", AssumeRolePolicyDocument=trust)["Role"]
    return Federation(server, provider, arn["OpenIDConnectProviderArn"], role["Arn"])


def test_a_token_gives_credentials_that_work(federation: Federation):
    output = federation.assume(federation.token())
    assert output["SubjectFromWebIdentityToken"] == "repo:acme/app:ref:refs/heads/main"
    assert (output["Provider"], output["Audience"]) == (federation.provider, "sts.amazonaws.com")
    keys = output["Credentials"]
    sts = boto3.client(
        "sts",
        endpoint_url=federation.server.endpoint,
        region_name="eu-west-1",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    assert sts.get_caller_identity()["Arn"].endswith(":assumed-role/deployer/run-7")


def test_what_is_refused_is_refused_with_the_code_of_aws(federation: Federation):
    now = int(datetime.now(UTC).timestamp())
    assert federation.refusal("sesame") == ("InvalidIdentityToken", 400)
    assert federation.refusal(federation.token(aud="other")) == ("InvalidIdentityToken", 400)
    assert federation.refusal(federation.token(key=rsa_private(1))) == ("InvalidIdentityToken", 400)
    assert federation.refusal(federation.token(exp=now - 1)) == ("ExpiredTokenException", 400)
    assert federation.refusal(federation.token(sub="repo:evil/app:x")) == ("AccessDenied", 403)
    assert federation.refusal(federation.token(), RoleArn=f"{federation.role}-gone") == ("AccessDenied", 403)
    iam = federation.server.client("iam")
    iam.create_open_id_connect_provider(Url="https://localhost:1", ClientIDList=["sts.amazonaws.com"])
    assert federation.refusal(federation.token(iss="https://localhost:1")) == ("IDPCommunicationError", 400)


def test_a_token_file_is_all_that_the_command_line_needs(federation: Federation, tmp_path: Path):
    (tmp_path / "token").write_text(federation.token())
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "AWS_ENDPOINT_URL": federation.server.endpoint,
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ROLE_ARN": federation.role,
        "AWS_WEB_IDENTITY_TOKEN_FILE": str(tmp_path / "token"),
        "AWS_ROLE_SESSION_NAME": "pod",
    }
    command = [sys.executable, "-m", "awscli", "sts", "get-caller-identity"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["Arn"].endswith(":assumed-role/deployer/pod")


def test_the_audit_trail_knows_who_it_was_but_not_the_token(federation: Federation):
    token = federation.token()
    federation.assume(token)
    trail = federation.server.client("cloudtrail")
    attributes = [{"AttributeKey": "EventName", "AttributeValue": "AssumeRoleWithWebIdentity"}]
    (event,) = trail.lookup_events(LookupAttributes=attributes)["Events"]
    document = json.loads(event["CloudTrailEvent"])
    assert document["userIdentity"] == {
        "type": "WebIdentityUser",
        "userName": "repo:acme/app:ref:refs/heads/main",
        "identityProvider": federation.provider,
    }
    assert document["recipientAccountId"] == federation.server.account
    assert token not in event["CloudTrailEvent"]


def test_rotated_keys_are_fetched_again(federation: Federation):
    """The server starts without keys, and fetches them with the first token of the new key."""
    federation.issuer.rows = [*federation.issuer.rows, rsa_row(rsa_private(2), "new")]
    federation.assume(federation.token(key=rsa_private(2), headers={"kid": "new"}))
