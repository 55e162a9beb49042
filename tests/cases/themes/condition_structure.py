"""The boolean structure of a Condition, key names and tag keys (spec policy 3.1, 3.6)."""

from tests.cases.writing import ALLOWED, EXPLICIT, FULL, IMPLICIT, allow, case, deny, when

_BLUE = {"aws:PrincipalTag/team": "blue", "aws:SourceIp": "10.1.1.1"}


def _structure(number, title, holds, condition, context, evidence="D", rule="3.1"):
    return case(f"structure-{number:02d}", rule, title, ALLOWED if holds else IMPLICIT, context=context,
                evidence=evidence, identity=[allow(Condition=condition)])  # fmt: skip


_ROWS = [
    (
        "Two operators, both hold",
        True,
        when("StringEquals", "aws:PrincipalTag/team", "blue") | when("IpAddress", "aws:SourceIp", "10.0.0.0/8"),
        _BLUE,
    ),
    (
        "Two operators, the first does not hold",
        False,
        when("StringEquals", "aws:PrincipalTag/team", "red") | when("IpAddress", "aws:SourceIp", "10.0.0.0/8"),
        _BLUE,
    ),
    (
        "Two operators, the second does not hold",
        False,
        when("StringEquals", "aws:PrincipalTag/team", "blue") | when("IpAddress", "aws:SourceIp", "11.0.0.0/8"),
        _BLUE,
    ),
    (
        "Two keys under one operator, both hold",
        True,
        {"StringEquals": {"aws:PrincipalTag/team": "blue", "aws:RequestedRegion": "eu-west-1"}},
        _BLUE | {"aws:RequestedRegion": "eu-west-1"},
    ),
    (
        "Two keys under one operator, one does not hold",
        False,
        {"StringEquals": {"aws:PrincipalTag/team": "blue", "aws:RequestedRegion": "us-east-1"}},
        _BLUE | {"aws:RequestedRegion": "eu-west-1"},
    ),
    (
        "Two keys under one operator, one is absent",
        False,
        {"StringEquals": {"aws:PrincipalTag/team": "blue", "aws:RequestedRegion": "eu-west-1"}},
        _BLUE,
    ),
    (
        "The same key under two operators: a range",
        True,
        when("NumericGreaterThan", "s3:max-keys", "5") | when("NumericLessThan", "s3:max-keys", "10"),
        {"s3:max-keys": "7"},
    ),
    (
        "The same key under two operators: out of the range",
        False,
        when("NumericGreaterThan", "s3:max-keys", "5") | when("NumericLessThan", "s3:max-keys", "10"),
        {"s3:max-keys": "12"},
    ),
    (
        "Like one pattern and unlike another",
        True,
        when("StringLike", "s3:prefix", "a/*") | when("StringNotLike", "s3:prefix", "a/b/*"),
        {"s3:prefix": "a/c/"},
    ),
    (
        "Like one pattern, and like the excluded one too",
        False,
        when("StringLike", "s3:prefix", "a/*") | when("StringNotLike", "s3:prefix", "a/b/*"),
        {"s3:prefix": "a/b/"},
    ),
    ("An empty Condition tests nothing", True, {}, {}),
    ("An operator without keys tests nothing", True, {"StringEquals": {}}, {}),
    ("An unknown operator without keys is accepted and tests nothing", True, {"StringResembles": {}}, {}),
    ("Key names in any letter case, policy", True, when("StringEquals", "AWS:principaltag/TEAM", "blue"), _BLUE),
    (
        "Key names in any letter case, request",
        True,
        when("StringEquals", "aws:PrincipalTag/team", "blue"),
        {"AWS:PRINCIPALTAG/Team": "blue"},
    ),
    (
        "A tag key with a colon, a slash and a blank",
        True,
        when("StringEquals", "aws:RequestTag/cost center/a:b=c", "7"),
        {"aws:RequestTag/cost center/a:b=c": "7"},
    ),
    ("A tag key beyond ASCII", True, when("StringEquals", "aws:RequestTag/größe", "L"), {"aws:RequestTag/größe": "L"}),
    ("Another tag of the same prefix", False, when("StringEquals", "aws:PrincipalTag/tea", "blue"), _BLUE),
    ("Tag values keep their letter case", False, when("StringEquals", "aws:PrincipalTag/team", "Blue"), _BLUE),
    ("A key of another prefix with the same tag", False, when("StringEquals", "aws:RequestTag/team", "blue"), _BLUE),
    ("A condition on a key that no service has", False, when("StringEquals", "nonsense:key", "x"), _BLUE),
]

CASES = [
    _structure(number, title, holds, condition, context)
    for number, (title, holds, condition, context) in enumerate(_ROWS, 1)
] + [
    case("structure-deny-01", "2", "A Deny whose Condition fails does not allow", IMPLICIT,
         identity=[deny(Condition=when("Bool", "aws:SecureTransport", "false"))], context={"aws:SecureTransport": "true"}),
    case("structure-deny-02", "2", "A Deny whose Condition fails does not deny", ALLOWED,
         identity=[*FULL, deny(Condition=when("Bool", "aws:SecureTransport", "false"))],
         context={"aws:SecureTransport": "true"}),
    case("structure-deny-03", "2", "A Deny whose Condition holds denies", EXPLICIT,
         identity=[*FULL, deny(Condition=when("Bool", "aws:SecureTransport", "false"))],
         context={"aws:SecureTransport": "false"}),
    case("structure-or-01", "3.1", "There is no OR across keys, but there are two statements", ALLOWED,
         context={"aws:PrincipalTag/team": "red", "aws:SourceIp": "10.1.1.1"},
         identity=[allow(Condition=when("StringEquals", "aws:PrincipalTag/team", "blue")),
                   allow(Condition=when("IpAddress", "aws:SourceIp", "10.0.0.0/8"))]),
    case("structure-or-02", "6.1", "Two policies of one layer add up", ALLOWED,
         identity=({"Version": "2012-10-17", "Statement": [allow("ec2:*")]},
                   {"Version": "2012-10-17", "Statement": [allow("s3:*")]})),
    case("structure-or-03", "6.1", "A Deny in one policy outweighs an Allow in another", EXPLICIT,
         identity=({"Version": "2012-10-17", "Statement": [allow("s3:*")]},
                   {"Version": "2012-10-17", "Statement": [deny("s3:*")]})),
]  # fmt: skip
