"""Absent keys: every operator in every form, in an Allow and in a Deny (spec policy 3.3, 5.9)."""

from tests.cases.writing import ALLOWED, EXPLICIT, FULL, IMPLICIT, A, allow, case, deny, when

_ARN, _OTHER_ARN = f"arn:aws:sns:eu-west-1:{A}:topic", f"arn:aws:sns:eu-west-1:{A}:other"
_DATE, _OTHER_DATE = "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"

# Operator: policy value, a request value that satisfies it, one that does not.
_POSITIVE = {
    "StringEquals": ("x", "x", "y"),
    "StringEqualsIgnoreCase": ("x", "X", "y"),
    "StringLike": ("x*", "xy", "yx"),
    "NumericEquals": ("5", "5", "6"),
    "NumericLessThan": ("5", "4", "5"),
    "NumericLessThanEquals": ("5", "5", "6"),
    "NumericGreaterThan": ("5", "6", "5"),
    "NumericGreaterThanEquals": ("5", "5", "4"),
    "DateEquals": (_DATE, _DATE, _OTHER_DATE),
    "DateLessThan": (_OTHER_DATE, _DATE, _OTHER_DATE),
    "DateLessThanEquals": (_DATE, _DATE, _OTHER_DATE),
    "DateGreaterThan": (_DATE, _OTHER_DATE, _DATE),
    "DateGreaterThanEquals": (_OTHER_DATE, _OTHER_DATE, _DATE),
    "Bool": ("true", "true", "false"),
    "BinaryEquals": ("YQ==", "YQ==", "Yg=="),
    "IpAddress": ("10.0.0.0/8", "10.1.1.1", "11.1.1.1"),
    "ArnEquals": (_ARN, _ARN, _OTHER_ARN),
    "ArnLike": (_ARN, _ARN, _OTHER_ARN),
}
_NEGATED = {
    "StringNotEquals": ("x", "y", "x"),
    "StringNotEqualsIgnoreCase": ("x", "y", "X"),
    "StringNotLike": ("x*", "yx", "xy"),
    "NumericNotEquals": ("5", "6", "5"),
    "DateNotEquals": (_DATE, _OTHER_DATE, _DATE),
    "NotIpAddress": ("10.0.0.0/8", "11.1.1.1", "10.1.1.1"),
    "ArnNotEquals": (_ARN, _OTHER_ARN, _ARN),
    "ArnNotLike": (_ARN, _OTHER_ARN, _ARN),
}

# Form: holds for a positive, for a negated operator when the key is absent; evidence.
_FORMS = {
    "{}": (False, True, "D"),
    "{}IfExists": (True, True, "D"),
    "ForAllValues:{}": (True, True, "D"),
    "ForAnyValue:{}": (False, False, "D"),
    "ForAllValues:{}IfExists": (True, True, "D"),
    "ForAnyValue:{}IfExists": (True, True, "?"),
}

_KEY = "example:Key"


def _absent_cases():
    for operators, column in ((_POSITIVE, 0), (_NEGATED, 1)):
        for operator, (wanted, _, _) in operators.items():
            for form, row in _FORMS.items():
                yield form.format(operator), wanted, row[column], row[2]


def _present_cases():
    for operator, (wanted, good, bad) in (_POSITIVE | _NEGATED).items():
        for form in ("{}IfExists", "ForAllValues:{}IfExists", "ForAnyValue:{}IfExists"):
            yield form.format(operator), wanted, good, True
            yield form.format(operator), wanted, bad, False


def _name(operator):
    return operator.replace(":", "-").lower()


CASES = [
    case(f"absent-allow-{_name(operator)}", "3.3",
         f"Allow with {operator} on an absent key {'applies' if holds else 'does not apply'}",
         ALLOWED if holds else IMPLICIT,
         evidence=evidence, identity=[allow(Condition=when(operator, _KEY, wanted))])
    for operator, wanted, holds, evidence in _absent_cases()
] + [
    case(f"absent-deny-{_name(operator)}", "3.3",
         f"Deny with {operator} on an absent key {'applies' if holds else 'does not apply'}",
         EXPLICIT if holds else ALLOWED,
         evidence=evidence, identity=[*FULL, deny(Condition=when(operator, _KEY, wanted))])
    for operator, wanted, holds, evidence in _absent_cases()
] + [
    case(f"present-{_name(operator)}-{'met' if holds else 'unmet'}", "3.3",
         f"{operator} on a key that is there compares it: {'met' if holds else 'not met'}",
         ALLOWED if holds else IMPLICIT,
         context={_KEY: value}, identity=[allow(Condition=when(operator, _KEY, wanted))])
    for operator, wanted, value, holds in _present_cases()
] + [
    case("absent-pitfall-01", "5.9", "Deny with NotIpAddress catches calls without aws:SourceIp", EXPLICIT,
         context={"aws:VpcSourceIp": "10.0.0.1"},
         identity=[*FULL, deny(Condition=when("NotIpAddress", "aws:SourceIp", "203.0.113.0/24"))]),
    case("absent-pitfall-02", "5.9", "Unless Bool aws:ViaAWSService false joins it and the call is forwarded", ALLOWED,
         context={"aws:ViaAWSService": "true"},
         identity=[*FULL, deny(Condition=when("NotIpAddress", "aws:SourceIp", "203.0.113.0/24")
                               | when("Bool", "aws:ViaAWSService", "false"))]),
    case("absent-pitfall-03", "5.9", "Or Null false joins it", ALLOWED,
         identity=[*FULL, deny(Condition=when("NotIpAddress", "aws:SourceIp", "203.0.113.0/24")
                               | when("Null", "aws:SourceIp", "false"))]),
    case("absent-pitfall-04", "5.9", "Allow with StringEquals aws:ResourceTag fails for a resource to be created", IMPLICIT,
         action="ec2:RunInstances", identity=[allow("*", Condition=when("StringEquals", "aws:ResourceTag/env", "dev"))]),
    case("absent-pitfall-05", "5.9", "Deny with StringNotEquals aws:ResourceTag fires for it", EXPLICIT,
         action="ec2:RunInstances",
         identity=[*FULL, deny("*", Condition=when("StringNotEquals", "aws:ResourceTag/env", "dev"))]),
    case("absent-pitfall-06", "5.9", "Deny with StringNotEquals aws:PrincipalOrgID denies a service principal",
         "explicit:resource", principal="cloudtrail.amazonaws.com",
         resource=[allow(Principal="*"), deny(Principal="*", Condition=when("StringNotEquals", "aws:PrincipalOrgID", "o-1"))]),
    case("absent-pitfall-07", "5.9", "Unless Bool aws:PrincipalIsAWSService false joins it", ALLOWED,
         principal="cloudtrail.amazonaws.com",
         resource=[allow(Principal="*"), deny(Principal="*", Condition=when("StringNotEquals", "aws:PrincipalOrgID", "o-1")
                                              | when("Bool", "aws:PrincipalIsAWSService", "false"))]),
    case("absent-pitfall-08", "3.3", "Deny with StringNotEquals aws:RequestedRegion fires where the key is missing", EXPLICIT,
         identity=[*FULL, deny("*", Condition=when("StringNotEquals", "aws:RequestedRegion", "eu-west-1"))]),
    case("absent-pitfall-09", "5.9", "Allow with ArnLike aws:SourceArn fails for a person", IMPLICIT,
         identity=[allow(Condition=when("ArnLike", "aws:SourceArn", "arn:*:*:*:*:*"))]),
    case("absent-pitfall-10", "3.6", "A mistyped key behaves as an absent one", ALLOWED,
         context={"aws:SourceIp": "10.1.1.1"},
         identity=[*FULL, deny(Condition=when("IpAddress", "aws:SourceIpp", "10.0.0.0/8"))]),
    case("absent-pitfall-11", "3.1", "Two operators on one absent key must both hold: they do", ALLOWED,
         identity=[allow(Condition=when("Null", "aws:RequestTag/m", "true") | when("StringNotEquals", "aws:RequestTag/m", "x"))]),
    case("absent-pitfall-12", "3.1", "Two operators on one absent key must both hold: one does not", IMPLICIT,
         identity=[allow(Condition=when("Null", "aws:RequestTag/m", "false") | when("StringNotEquals", "aws:RequestTag/m", "x"))]),
]  # fmt: skip
