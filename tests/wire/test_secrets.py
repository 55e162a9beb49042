"""No secret reaches the audit trail, the log, or a fault (promise P8)."""

import json
from base64 import b32decode
from contextlib import suppress
from datetime import UTC, datetime

from botocore.exceptions import ClientError

from limen.authn.one_time_codes import make_code, step_at
from tests.wire.raw_http import post
from tests.wire.server_process import Keys

PASSWORDS = ["Story-Passw0rd!", "Other-Passw0rd!", "Weak"]
WRONG_FILE = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n"


def test_after_a_whole_story_no_secret_is_anywhere_but_where_it_belongs(start, tmp_path):
    server = start("--data-dir", str(tmp_path / "data"), "--log-level", "debug")
    secrets = [*PASSWORDS, *live_a_life(server)]
    server.stop()
    assert len(secrets) > 8
    trail = json.dumps(server.audit())
    log = server.log.read_text()
    database = b"".join(path.read_bytes() for path in server.data_dir.glob("limen.db*"))
    for secret in secrets:
        assert secret not in trail
        assert secret not in log
        assert secret.encode() not in database or secret == "Weak"


def live_a_life(server):
    """Use everything that has a secret, correctly and incorrectly; return the secrets."""
    iam, sts = server.client("iam"), server.client("sts")
    secrets = [server.credentials[name] for name in ("admin_secret_access_key", "admin_password", "root_password")]
    iam.create_user(UserName="alice")
    key = iam.create_access_key(UserName="alice")["AccessKey"]
    secrets.append(key["SecretAccessKey"])
    iam.create_login_profile(UserName="alice", Password=PASSWORDS[0])
    iam.update_login_profile(UserName="alice", Password=PASSWORDS[1])
    iam.attach_user_policy(UserName="alice", PolicyArn="arn:aws:iam::aws:policy/IAMUserChangePassword")
    alice = server.client("iam", Keys.of(key))
    for old, new in ((PASSWORDS[0], PASSWORDS[1]), (PASSWORDS[1], PASSWORDS[2]), (PASSWORDS[1], PASSWORDS[0])):
        refused(alice.change_password, OldPassword=old, NewPassword=new)
    refused(iam.create_login_profile, UserName="alice", Password="x" * 200)
    for service, member in (("codecommit", "ServicePassword"), ("bedrock", "ServiceCredentialSecret")):
        made = iam.create_service_specific_credential(UserName="alice", ServiceName=f"{service}.amazonaws.com")
        made = made["ServiceSpecificCredential"]
        again = iam.reset_service_specific_credential(
            UserName="alice", ServiceSpecificCredentialId=made["ServiceSpecificCredentialId"]
        )
        secrets += [made[member], again["ServiceSpecificCredential"][member]]
    refused(iam.upload_ssh_public_key, UserName="alice", SSHPublicKeyBody=WRONG_FILE)
    secrets.append(WRONG_FILE.splitlines()[1])
    secrets += use_a_device(iam, server.client("sts", Keys.of(key)))
    session = sts.get_session_token()["Credentials"]
    secrets += [session["SecretAccessKey"], session["SessionToken"]]
    refused(server.client("sts", Keys(session["AccessKeyId"], "wrong", session["SessionToken"])).get_caller_identity)
    login = ("login", "--password-stdin", "--account", server.account, "--endpoint", server.endpoint)
    server.limen(*login, "--user", "alice", stdin=PASSWORDS[0] + "\n")
    server.limen(*login, "--user", PASSWORDS[1], stdin="swapped\n")
    secrets += [line.partition(" = ")[2] for line in (server.home / "aws-credentials").read_text().splitlines()
                if line.startswith(("aws_secret", "aws_session"))]  # fmt: skip
    post(server, f"Action=ChangePassword&Version=2010-05-08&OldPassword={PASSWORDS[0]}".encode())
    post(server, b"Action=ListUsers", keys=Keys(PASSWORDS[0], "x"))
    return secrets


def use_a_device(iam, sts):
    """An MFA device's seed and codes; quoted, since six digits alone are in many a number."""
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]
    seed, present = b32decode(device["Base32StringSeed"]), step_at(datetime.now(UTC))
    codes = [make_code(seed, present + offset) for offset in (-1, 0, 1)]
    serial = {"SerialNumber": device["SerialNumber"]}
    pair = {"AuthenticationCode1": codes[0], "AuthenticationCode2": codes[1]}
    refused(iam.enable_mfa_device, UserName="nobody", **serial, **pair)
    iam.enable_mfa_device(UserName="alice", **serial, **pair)
    session = sts.get_session_token(**serial, TokenCode=codes[2])["Credentials"]
    refused(sts.get_session_token, **serial, TokenCode=codes[2])
    iam.deactivate_mfa_device(UserName="alice", **serial)
    quoted = [f'"{code}"' for code in codes]
    return [device["Base32StringSeed"].decode(), session["SecretAccessKey"], session["SessionToken"], *quoted]


def refused(call, **parameters):
    """Make a call, whether it is refused or not."""
    with suppress(ClientError):
        call(**parameters)
