import pytest

from tests.unit.policy.lint.findings import ALLOW, rules

MFA = {"aws:MultiFactorAuthPresent": "true"}
NO_MFA = {"AWS:multifactorauthpresent": False}
ADDRESS = {"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}


@pytest.mark.parametrize(
    ("effect", "operators", "expected"),
    [
        ("Allow", {"BoolIfExists": MFA}, {"mfa-if-exists"}),
        ("Allow", {"Bool": MFA}, set()),
        ("Allow", {"BoolIfExists": NO_MFA}, set()),
        ("Deny", {"Bool": NO_MFA}, {"mfa-deny-without-if-exists"}),
        ("Deny", {"BoolIfExists": NO_MFA}, set()),
        ("Deny", {"Bool": MFA}, set()),
        ("Deny", ADDRESS, {"source-ip-deny"}),
        ("Allow", ADDRESS, set()),
        ("Deny", ADDRESS | {"Bool": {"aws:ViaAWSService": "false"}}, set()),
        ("Deny", {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}, set()),
    ],
)
def test_absent_keys(effect, operators, expected):
    assert rules({**ALLOW, "Effect": effect, "Condition": operators}) == expected
