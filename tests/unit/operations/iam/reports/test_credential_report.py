"""The credential report (spec api 2.10)."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from limen.domain.iam.credentials import LastUsed
from limen.domain.iam.mfa import MFADevice
from limen.operations.iam.faults import ReportExpiredError, ReportNotPresentError
from tests.unit.operations.iam.certificates import certificate
from tests.unit.operations.world import ACCOUNT, CREATED, NOW, World

MOMENT = "2026-05-04T10:00:00+00:00"
HEADER = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,"
    "access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,"
    "access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
    "cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
)
NO_KEY = "false,N/A,N/A,N/A,N/A"
NO_CERTIFICATES = "false,N/A,false,N/A"


def report(world: World) -> str:
    world.call("GenerateCredentialReport")
    content: bytes = world.call("GetCredentialReport")["Content"]
    return content.decode()


def row(world: World, name: str) -> dict[str, str]:
    return next(each for each in csv.DictReader(StringIO(report(world))) if each["user"] == name)


def test_a_new_account_has_root_alone(world: World):
    root = f"<root_account>,arn:aws:iam::{ACCOUNT}:root,{MOMENT},not_supported,no_information,not_supported"
    assert report(world) == f"{HEADER}\n{root},not_supported,false,{NO_KEY},{NO_KEY},{NO_CERTIFICATES}"


def test_users_come_after_root_by_name_in_any_letter_case(world: World):
    for name in ("bob", "Carol", "Alice"):
        world.user(name, Path="/team/")
    lines = report(world).split("\n")
    assert [line.partition(",")[0] for line in lines] == ["user", "<root_account>", "Alice", "bob", "Carol"]
    user = f"bob,arn:aws:iam::{ACCOUNT}:user/team/bob,{MOMENT},false,N/A,N/A,N/A,false"
    assert lines[3] == f"{user},{NO_KEY},{NO_KEY},{NO_CERTIFICATES}"


def test_a_name_with_a_comma_is_quoted(world: World):
    world.user("a,b")
    assert row(world, "a,b")["arn"] == f"arn:aws:iam::{ACCOUNT}:user/a,b"


def test_a_password_is_reported_with_its_next_rotation(world: World):
    world.user("alice")
    world.call("CreateLoginProfile", UserName="alice", Password="Correct-Horse-1")
    facts = [f"password_{fact}" for fact in ("enabled", "last_used", "last_changed", "next_rotation")]
    assert [row(world, "alice")[fact] for fact in facts] == ["true", "no_information", MOMENT, "N/A"]
    world.call("UpdateAccountPasswordPolicy", MaxPasswordAge=90)
    user = world.call("GetUser", UserName="alice")["User"]
    world.put(LastUsed(ACCOUNT, user["UserId"], NOW + timedelta(hours=1)))
    later = world.later(hours=5)
    assert [row(later, "alice")[fact] for fact in facts] == [
        "true",
        "2026-05-04T11:00:00+00:00",
        MOMENT,
        "2026-08-02T10:00:00+00:00",
    ]


def test_a_password_policy_without_an_age_rotates_nothing(world: World):
    world.user("alice")
    world.call("CreateLoginProfile", UserName="alice", Password="Correct-Horse-1")
    world.call("UpdateAccountPasswordPolicy", MinimumPasswordLength=12)
    assert row(world, "alice")["password_next_rotation"] == "N/A"


def test_access_keys_are_in_the_order_of_their_creation(world: World):
    world.user("alice")
    older = world.call("CreateAccessKey", UserName="alice")["AccessKey"]["AccessKeyId"]
    world.later(minutes=1).call("CreateAccessKey", UserName="alice")
    world.call("UpdateAccessKey", UserName="alice", AccessKeyId=older, Status="Inactive")
    world.put(LastUsed(ACCOUNT, older, NOW, "eu-west-1", "iam"))
    cells = list(row(world, "alice").values())[8:18]
    assert cells[:5] == ["false", MOMENT, MOMENT, "eu-west-1", "iam"]
    assert cells[5:] == ["true", "2026-05-04T10:01:00+00:00", "N/A", "N/A", "N/A"]


def test_root_has_keys_and_devices_too(world: World):
    world.call("CreateAccessKey")
    world.put(MFADevice(ACCOUNT, "phone", "/", CREATED, b"seed", owner_id=ACCOUNT, enabled=CREATED))
    world.put(LastUsed(ACCOUNT, ACCOUNT, NOW))
    root = row(world, "<root_account>")
    assert (root["access_key_1_active"], root["mfa_active"], root["password_last_used"]) == ("true", "true", MOMENT)


def test_certificates_are_reported(world: World):
    world.user("alice")
    uploaded = world.call("UploadSigningCertificate", UserName="alice", CertificateBody=certificate("one"))
    certificate_id = uploaded["Certificate"]["CertificateId"]
    world.call("UpdateSigningCertificate", UserName="alice", CertificateId=certificate_id, Status="Inactive")
    later = world.later(minutes=1)
    later.call("UploadSigningCertificate", UserName="alice", CertificateBody=certificate("two"))
    assert list(row(later, "alice").values())[18:] == ["false", MOMENT, "true", "2026-05-04T10:01:00+00:00"]


def test_a_report_must_be_generated_first(world: World):
    with pytest.raises(ReportNotPresentError, match=r"^Unknown$"):
        world.call("GetCredentialReport")


def test_a_report_is_valid_for_four_hours(world: World):
    started = {"State": "STARTED", "Description": "No report exists. Starting a new report generation task"}
    assert world.call("GenerateCredentialReport") == started
    world.user("alice")
    almost = world.later(hours=3, minutes=59)
    assert almost.call("GenerateCredentialReport") == {"State": "COMPLETE"}
    kept = almost.call("GetCredentialReport")
    assert (kept["ReportFormat"], kept["GeneratedTime"]) == ("text/csv", CREATED)
    assert b"alice" not in kept["Content"]
    later = world.later(hours=4)
    with pytest.raises(ReportExpiredError):
        later.call("GetCredentialReport")
    assert later.call("GenerateCredentialReport") == started
    assert b"alice" in later.call("GetCredentialReport")["Content"]
