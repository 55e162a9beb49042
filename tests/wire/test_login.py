"""`limen login`: a password becomes a profile that the `aws` command line uses."""

import configparser
import json
import stat
from base64 import b32decode
from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError

from limen.authn.one_time_codes import make_code, step_at
from tests.wire.server_process import Keys

PASSWORD, NEW = "First-Passw0rd!", "Second-Passw0rd!"
OTHER = "# mine\n[other]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = other\n"


@pytest.fixture
def user(server, iam, request):
    name = f"login-{request.node.name.partition('[')[0][-40:]}"
    iam.create_user(UserName=name)
    return name


@pytest.fixture
def login(server):
    def run_login(user, *lines, profile="friend", **options):
        given = {"account": server.account, "user": user, "endpoint": server.endpoint, "profile": profile} | options
        arguments = [part for name, value in given.items() if value for part in (f"--{name}", value)]
        return server.limen("login", "--password-stdin", *arguments, stdin="".join(f"{line}\n" for line in lines))

    return run_login


def test_a_password_becomes_a_profile(server, iam, user, login):
    iam.create_login_profile(UserName=user, Password=PASSWORD)
    file = server.home / "aws-credentials"
    file.write_text(OTHER)
    done = login(user, PASSWORD)
    assert done.code == 0, done.err
    assert f"Signed in as {user}." in done.out
    assert f"Wrote profile friend to {file}" in done.out
    assert file.read_text().startswith(OTHER)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    identity = server.aws("sts", "get-caller-identity", profile="friend").json()
    assert identity["Arn"] == f"arn:aws:iam::{server.account}:user/{user}"


def test_a_kept_sign_in_renews_itself_until_the_password_changes(server, iam, user, login):
    iam.create_login_profile(UserName=user, Password=PASSWORD)
    arguments = ("--account", server.account, "--user", user, "--endpoint", server.endpoint, "--profile", "kept")
    done = server.limen("login", "--password-stdin", "--keep-signed-in", *arguments, stdin=f"{PASSWORD}\n")
    assert done.code == 0, done.err
    assert server.aws("sts", "get-caller-identity", profile="kept").json()["Arn"].endswith(f":user/{user}")
    (file,) = (server.home / "limen" / "sign-ins").iterdir()
    first = json.loads(file.read_text())
    file.write_text(json.dumps(first | {"expires": "2020-01-01T00:00:00+00:00"}))
    assert server.aws("sts", "get-caller-identity", profile="kept").json()["Arn"].endswith(f":user/{user}")
    assert json.loads(file.read_text())["access_key_id"] != first["access_key_id"]
    iam.update_login_profile(UserName=user, Password=NEW)
    refused = server.aws("sts", "get-caller-identity", profile="kept")
    assert "InvalidClientTokenId" in refused.err


def test_a_required_password_change_is_made_during_sign_in(server, iam, user, login):
    iam.create_login_profile(UserName=user, Password=PASSWORD, PasswordResetRequired=True)
    policy = "arn:aws:iam::aws:policy/IAMUserChangePassword"
    iam.attach_user_policy(UserName=user, PolicyArn=policy)
    done = login(user, PASSWORD, NEW)
    assert done.code == 0, done.err
    assert "the password has been changed" in done.out
    assert login(user, PASSWORD).code == 2
    assert login(user, NEW).code == 0


def test_a_code_of_an_mfa_device_is_asked_for(server, iam, user, login):
    iam.create_login_profile(UserName=user, Password=PASSWORD)
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName=user)["VirtualMFADevice"]
    seed, present = b32decode(device["Base32StringSeed"]), step_at(datetime.now(UTC))
    codes = [make_code(seed, present + offset) for offset in (-1, 0, 1)]
    serial = {"UserName": user, "SerialNumber": device["SerialNumber"]}
    iam.enable_mfa_device(**serial, AuthenticationCode1=codes[0], AuthenticationCode2=codes[1])
    only_with_mfa = {"Effect": "Allow", "Action": "iam:*", "Resource": "*",
                     "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}  # fmt: skip
    document = json.dumps({"Version": "2012-10-17", "Statement": only_with_mfa})
    iam.put_user_policy(UserName=user, PolicyName="mfa", PolicyDocument=document)
    without, used_up = login(user, PASSWORD), login(user, PASSWORD, codes[1])
    assert "mfa code: missing in standard input" in without.err
    assert (used_up.code, "Your authentication information is incorrect" in used_up.err) == (2, True)
    done = login(user, PASSWORD, codes[2], profile="proved")
    assert done.code == 0, done.err
    assert server.aws("iam", "get-user", profile="proved").json()["User"]["UserName"] == user


def test_root_signs_in_by_e_mail(server, login):
    credentials = server.credentials
    done = login("", credentials["root_password"], account="", email=credentials["root_email"], profile="root")
    assert done.code == 0, done.err
    identity = server.aws("sts", "get-caller-identity", profile="root").json()
    assert identity["Arn"] == f"arn:aws:iam::{server.account}:root"


def test_a_refusal_does_not_reveal_what_was_wrong(server, iam, user, login):
    iam.create_login_profile(UserName=user, Password=PASSWORD)
    wrong_password, nobody = login(user, "wrong"), login("nobody", PASSWORD)
    assert wrong_password == nobody
    assert wrong_password.code == 2
    assert "Your authentication information is incorrect" in wrong_password.err


def test_credentials_end_with_the_user(server, iam, user, login):
    iam.create_login_profile(UserName=user, Password=PASSWORD)
    assert login(user, PASSWORD, profile="gone").code == 0
    parser = configparser.RawConfigParser()
    parser.read(server.home / "aws-credentials")
    section = parser["gone"]
    keys = Keys(section["aws_access_key_id"], section["aws_secret_access_key"], section["aws_session_token"])
    client = server.client("sts", keys)
    client.get_caller_identity()
    iam.delete_login_profile(UserName=user)
    iam.delete_user(UserName=user)
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        client.get_caller_identity()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--account", "1"), "give --account and --user"),
        (("--email", "a@b", "--user", "x"), "give --account and --user"),
        (("--account", "1", "--user", "x", "--endpoint", "ftp://x"), "not an http or https URL"),
    ],
)
def test_a_login_that_makes_no_sense(server, options, message):
    done = server.limen("login", "--password-stdin", *options, stdin="x\n")
    assert done.code == 3
    assert message in done.err


def test_a_server_that_is_not_there(server):
    options = ("--account", "1", "--user", "x", "--endpoint", "http://127.0.0.1:9", "--password-stdin")
    done = server.limen("login", *options, stdin="x\n")
    assert done.code == 1
    assert "cannot be reached" in done.err
    assert "--endpoint" in done.err
