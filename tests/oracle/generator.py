"""Adversarial scenarios from a seed: ``generate_scenario(seed)``, always the same one.

A small vocabulary makes matches and near misses frequent. All layers, all kinds of caller, operators in all their
forms, variables, NotPrincipal, NotAction, NotResource, versions, unicode, other accounts and malformed values occur.
Only what the format allows is generated: no layer that a caller cannot have.
"""

from __future__ import annotations

import json
import random

A, B = "111111111111", "222222222222"
_SERVICES = ("logs.amazonaws.com", "ec2.amazonaws.com")
_KEYS_SINGLE = (
    "aws:PrincipalTag/team", "aws:ResourceTag/team", "aws:RequestTag/Env", "aws:SourceIp", "aws:SecureTransport",
    "aws:MultiFactorAuthPresent", "aws:CurrentTime", "s3:max-keys", "s3:prefix", "aws:SourceArn", "aws:PrincipalOrgID",
    "example:digest", "aws:FederatedProvider",
)  # fmt: skip
_KEYS_MANY = ("aws:TagKeys", "aws:PrincipalOrgPaths", "aws:CalledVia")
_KEYS_DERIVED = (
    "aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalType", "aws:userid", "aws:username",
    "aws:PrincipalIsAWSService", "aws:PrincipalServiceName", "aws:PrincipalServiceNamesList", "aws:ResourceAccount",
    "AWS:principalARN",
)  # fmt: skip
_TEXTS = (
    "blue", "Blue", "red", "U", "R", "", "b*", "*", "é", "É", "b?ue", "${aws:username}", "blue/x", "env", "o-1", "🗝",
)  # fmt: skip
_NUMBERS = ("0", "5", "5.0", "-5", "10", "1e3", "abc", "+5", "007", "9007199254740993")
_DATES = (
    "2026-01-01T00:00:00Z", "2026", "1767225600", "2026-01-01T01:00:00+01:00", "2025-12-31", "soon", "2026-13",
    "99999999999",
)  # fmt: skip
_ADDRESSES = ("10.1.2.3", "10.200.0.1", "203.0.113.9", "2001:db8::5", "::1", "host", "10.1.2.3/8", "::ffff:10.1.2.3")
_RANGES = ("10.0.0.0/8", "10.1.2.3", "203.0.113.7/24", "2001:db8::/32", "0.0.0.0/0", "::/0", "10.0.0.0/40", "junk")
_ARNS = (
    "arn:aws:sns:eu-west-1:111111111111:topic", "arn:aws:sns:eu-west-1:111111111111:topic:sub",
    f"arn:aws:iam::{A}:user/U", f"arn:aws:iam::{A}:role/R", "topic", "arn:aws:s3:::b",
)  # fmt: skip
_ARN_PATTERNS = (
    *_ARNS, "arn:aws:*", "*", "arn:*:*:*:*:*", "arn:aws:sns:*:*:t*", "arn:aws:iam::*:role/*", "${aws:PrincipalArn}",
    "arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::${aws:PrincipalAccount}:*", "ARN:aws:s3:::b",
)  # fmt: skip
_TEXT_PATTERNS = (
    *_TEXTS, "bl*", "?lue", "*e", "${aws:PrincipalTag/team}", "${aws:PrincipalTag/team, 'blue'}", "${*}", "b${*}",
    "${aws:TagKeys}",
    "${aws:username}*", "${nothing:here}", "${", "${$}{aws:username}", "${aws:PrincipalTag/team}-${aws:username}",
)  # fmt: skip
_BOOLEANS = ("true", "false", "TRUE", "no", "${aws:SecureTransport}")
_BYTES = ("YQ==", "YR==", "Yg==", "!!", "YWI=")
_FAMILIES = {
    "String": (
        ("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike",
         "StringNotLike"),
        _TEXT_PATTERNS,
    ),
    "Numeric": (
        ("NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan",
         "NumericGreaterThanEquals"),
        _NUMBERS,
    ),
    "Date": (
        ("DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan",
         "DateGreaterThanEquals"),
        _DATES,
    ),
    "Bool": (("Bool",), _BOOLEANS),
    "Binary": (("BinaryEquals",), _BYTES),
    "Ip": (("IpAddress", "NotIpAddress"), _RANGES),
    "Arn": (("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"), _ARN_PATTERNS),
    "Null": (("Null",), ("true", "false")),
}  # fmt: skip
_FITTING = {
    "aws:SourceIp": "Ip", "aws:SecureTransport": "Bool", "aws:MultiFactorAuthPresent": "Bool",
    "aws:CurrentTime": "Date",
    "s3:max-keys": "Numeric", "aws:SourceArn": "Arn", "example:digest": "Binary", "aws:PrincipalArn": "Arn",
    "aws:PrincipalIsAWSService": "Bool",
}  # fmt: skip
_VALUES = {
    "aws:SourceIp": _ADDRESSES, "aws:SecureTransport": ("true", "false", True, False, "TRUE", ""),
    "aws:MultiFactorAuthPresent": ("true", "false", False), "aws:CurrentTime": _DATES, "s3:max-keys": (*_NUMBERS, 5,
    10),
    "aws:SourceArn": _ARNS, "example:digest": _BYTES, "aws:FederatedProvider": ("www.amazon.com", "idp"),
}  # fmt: skip
# Action, resources that it may be asked on.
_TARGETS = (
    ("s3:GetObject", ("arn:aws:s3:::b/k", "arn:aws:s3:::b/U/k", "arn:aws:s3:::b/blue/x", "arn:aws:s3:::B/k",
     "arn:aws:s3:::b/é", "arn:aws:s3:::b/*")),
    ("s3:ListBucket", ("arn:aws:s3:::b",)),
    ("s3:ListAllMyBuckets", ("*",)),
    ("S3:getobject", ("arn:aws:s3:::b/k",)),
    ("sqs:SendMessage", (f"arn:aws:sqs:eu-west-1:{A}:q", f"arn:aws:sqs:eu-west-1:{B}:q")),
    ("kms:Decrypt", (f"arn:aws:kms:eu-west-1:{A}:key/1", f"arn:aws:kms:eu-west-1:{B}:key/1",
     f"arn:aws:kms:eu-west-1:{A}:alias/aws/s3")),
    ("sts:AssumeRole", (f"arn:aws:iam::{A}:role/T", f"arn:aws:iam::{B}:role/T")),
    ("sts:TagSession", (f"arn:aws:iam::{A}:role/T",)),
    ("iam:GetUser", (f"arn:aws:iam::{A}:user/U", f"arn:aws:iam::{A}:user/p/U")),
    ("sts:GetCallerIdentity", ("*",)),
    ("sts:GetSessionToken", ("*",)),
)  # fmt: skip
_ACTION_PATTERNS = (
    "*", "*:*", "s3:*", "s3:Get*", "s3:GetObject", "S3:GETOBJECT", "s3:?etObject", "s3:List*", "sqs:*", "kms:*",
    "sts:*", "sts:AssumeRole",
    "sts:TagSession", "iam:*", "iam:Get*", "ec2:*", "s3:", "s3:*Object", "kms:Decrypt", "sqs:Send*", "s3: GetObject",
)  # fmt: skip
_RESOURCE_PATTERNS = (
    "*", "arn:aws:s3:::b/*", "arn:aws:s3:::b", "arn:aws:s3:::b*", "arn:aws:s3:::b/${aws:username}/*",
    "arn:aws:s3:::b/k",
    "arn:aws:s3:::b/${aws:PrincipalTag/team}/*", "arn:aws:s3:::b/${aws:PrincipalTag/team, 'U'}/*", "arn:aws:s3:::b/?",
    "arn:aws:s3:::b/${*}", "arn:AWS:s3:::b/*", f"arn:aws:sqs:*:{A}:*", "arn:aws:sqs:*:*:q", "arn:aws:sqs",
    "arn:aws:sqs:*",
    f"arn:aws:kms:*:{A}:key/*", "arn:aws:kms:*:*:*", "arn:aws:iam::*:role/*", f"arn:aws:iam::{A}:*", "arn:*:*:*:*:*",
    "arn:aws:*:b/k", "arn:aws:s3:::${aws:PrincipalTag/team}/*", "**", "b/*", "arn:aws:iam::*:user/${aws:username}",
    "arn:aws:s3:*:*:b/*", "arn:aws:s3:::b/bl*x",
)  # fmt: skip
_TRUST_NAMES = (
    "*", A, B, f"arn:aws:iam::{A}:root", f"arn:aws:iam::{B}:root", f"arn:aws:iam::{A}:user/U",
    f"arn:aws:iam::{A}:user/p/U",
    f"arn:aws:iam::{A}:role/R", f"arn:aws:iam::{A}:role/p/R", f"arn:aws:sts::{A}:assumed-role/R/s",
    f"arn:aws:sts::{A}:assumed-role/R/s2", f"arn:aws:sts::{A}:federated-user/F", "AIDAU", "AROAR", "AIDAOLD",
)  # fmt: skip
_CALLERS = (
    (f"arn:aws:iam::{A}:user/U", 6), (f"arn:aws:iam::{A}:user/p/U", 2), (f"arn:aws:iam::{A}:root", 2),
    (f"arn:aws:sts::{A}:assumed-role/R/s", 6), (f"arn:aws:sts::{A}:federated-user/F", 3), ("logs.amazonaws.com", 2),
    ("anonymous", 2),
)  # fmt: skip
_FULL: dict[str, object] = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def generate_scenario(seed: int) -> dict[str, object]:
    """The scenario of that seed."""
    return _Writer(random.Random(seed)).scenario()


class _Writer:
    """Writes one scenario, drawing from one source of randomness."""

    def __init__(self, source: random.Random) -> None:
        self.source = source
        self.pick = source.choice
        self.caller = self.action = self.resource = ""
        self.role_path = "p"

    def chance(self, probability: float) -> bool:
        return self.source.random() < probability

    def scenario(self) -> dict[str, object]:
        caller = self.source.choices([name for name, _ in _CALLERS], [weight for _, weight in _CALLERS])[0]
        action, resources = self.pick(_TARGETS)
        resource: dict[str, object] = {"arn": self.pick(resources)}
        if self.chance(0.7):
            resource["account"] = self.source.choices((A, B), (6, 1))[0]
        if self.chance(0.05):
            resource["management_account"] = self.chance(0.7)
        if self.chance(0.07):
            resource["strict"] = True
        request: dict[str, object] = {"principal": caller, "action": action, "resource": resource}
        request |= self._extras(caller)
        if self.chance(0.5 if action == "sts:GetSessionToken" else 0.02):
            request["heed_token_denies"] = True
        if self.chance(0.9) or "service_linked_role" in request:
            request["context"] = self._context(caller)
        self.caller, self.action, self.resource = caller, action, str(resource["arn"])
        return {"request": request, "policies": self._policies(caller)}

    def _extras(self, caller: str) -> dict[str, object]:
        extras: dict[str, object] = {}
        if caller.startswith("arn:") and self.chance(0.5):
            extras["principal_id"] = "AROAR" if "assumed-role" in caller else "AIDAU"
        if caller.endswith(":root"):
            extras.pop("principal_id", None)
        if "federated-user" in caller and self.chance(0.7):
            extras["issuing_user"] = f"arn:aws:iam::{A}:{self.source.choices(('user/U', 'root'), (9, 1))[0]}"
            if str(extras["issuing_user"]).endswith(":root") and self.chance(0.9):
                extras.pop("principal_id", None)
        if "assumed-role" in caller and self.chance(0.06):
            extras["service_linked_role"] = True
            self.role_path = "aws-service-role/ecs.amazonaws.com"
        if caller.startswith("arn:") and self.chance(0.06):
            extras["management_account"] = True
        return extras

    def _context(self, caller: str) -> dict[str, object]:
        context: dict[str, object] = {}
        for key in self.source.sample(_KEYS_SINGLE, self.source.randint(0, 6)):
            context[key] = self.pick(_VALUES.get(key, _TEXTS))
        for key in self.source.sample(_KEYS_MANY, self.source.randint(0, 2)):
            context[key] = (
                self.pick(_TEXTS) if self.chance(0.05) else self.source.sample(_TEXTS, self.source.randint(0, 3))
            )
        if "assumed-role" in caller and (self.role_path != "p" or self.chance(0.4)):
            context["aws:PrincipalArn"] = f"arn:aws:iam::{A}:role/{self.role_path}/R"
        return context

    def _policies(self, caller: str) -> dict[str, object]:
        layers: dict[str, object] = {}
        is_entity = caller.startswith("arn:") and not caller.endswith(":root")
        if is_entity and self.chance(0.85):
            layers["identity"] = self._list("identity", 0, 3)
        if is_entity and self.chance(0.25):
            layers["permissions_boundary"] = self._policy("permissions_boundary")
        if (":sts:" in caller and self.chance(0.5)) or (caller.endswith(":root") and self.chance(0.2)):
            layers["session"] = self._list("session", 0, 2)
        if self.chance(0.55):
            layers["resource"] = self._policy("resource")
        if self.chance(0.2):
            layers["service_control"] = [self._list("service_control", 0, 2) for _ in range(self._levels())]
        if self.chance(0.15):
            layers["resource_control"] = [self._list("resource_control", 0, 2) for _ in range(self._levels())]
        if self.chance(0.12):
            layers["endpoint"] = self._list("endpoint", 0, 2)
        return layers

    def _levels(self) -> int:
        return self.source.choices((0, 1, 2, 3), (1, 12, 6, 3))[0]

    def _list(self, layer: str, least: int, most: int) -> list[object]:
        count = least if self.chance(0.04) else self.source.randint(max(1, least), most)
        return [self._policy(layer) for _ in range(count)]

    def _policy(self, layer: str) -> dict[str, object]:
        document: dict[str, object] = {}
        version = self.source.choices(("2012-10-17", "2008-10-17", None), (8, 1, 1))[0]
        if version:
            document["Version"] = version
        statements = [self._statement(layer) for _ in range(self.source.randint(1, 3))]
        if layer not in ("identity", "resource") and self.chance(0.75):
            statements.append(_FULL | ({"Principal": "*"} if layer in ("resource_control", "endpoint") else {}))
        if not self.chance(0.02):
            document["Statement"] = statements[0] if len(statements) == 1 and self.chance(0.3) else statements
        policy: dict[str, object] = {"document": json.dumps(document) if self.chance(0.1) else document}
        return policy | ({"name": self.pick(("p", "q", "é"))} if self.chance(0.5) else {})

    def _statement(self, layer: str) -> dict[str, object]:
        effect = "Deny" if self.chance(0.2) else "Allow"
        statement: dict[str, object] = {"Effect": effect}
        if self.chance(0.1):
            statement["Sid"] = self.pick(("", "One", "Two"))
        statement |= self._principal(layer, effect)
        statement["NotAction" if self.chance(0.08) and layer != "resource_control" else "Action"] = self._some(
            (*_ACTION_PATTERNS, *["*", self.action] * 5)
        )
        if layer != "resource" or self.chance(0.7):
            statement["NotResource" if self.chance(0.12) else "Resource"] = self._some(
                (*_RESOURCE_PATTERNS, *["*", "*", self.resource] * 5)
            )
        if self.chance(0.35):
            statement["Condition"] = self._condition()
        return statement

    def _principal(self, layer: str, effect: str) -> dict[str, object]:
        if layer == "resource_control":
            return {"Principal": self.pick(("*", {"AWS": "*"}, {"AWS": ["*"]}))}
        if layer not in ("resource", "endpoint"):
            return {}
        if self.chance(0.03):
            return {}
        if self.chance(0.35 if layer == "resource" else 0.7):
            return {"Principal": self.pick(("*", {"AWS": "*"}))}
        negated = self.chance(0.4 if effect == "Deny" else 0.05)
        named: dict[str, object] = {}
        if self.chance(0.9):
            count = self.source.randint(2, 5) if negated else self.source.randint(1, 2)
            names = self.source.sample(_TRUST_NAMES, count)
            if self.caller.startswith("arn:") and self.chance(0.5):
                names = [self.caller, *names[1:]]
            named["AWS"] = names[0] if count == 1 and self.chance(0.5) else names
        if self.chance(0.2) or not named:
            named["Service"] = self.pick(_SERVICES)
        if self.chance(0.1):
            named["Federated"] = self.pick(("www.amazon.com", "idp"))
        return {"NotPrincipal" if negated else "Principal": named}

    def _some(self, vocabulary: tuple[str, ...]) -> object:
        count = self.source.choices((1, 2, 3), (5, 3, 1))[0]
        values = [self.pick(vocabulary) for _ in range(count)]
        return values[0] if count == 1 and self.chance(0.5) else values

    def _condition(self) -> dict[str, object]:
        condition: dict[str, dict[str, object]] = {}
        for _ in range(self.source.choices((0, 1, 2, 3), (1, 14, 5, 2))[0]):
            key = self.pick(_KEYS_SINGLE + _KEYS_MANY + _KEYS_MANY + _KEYS_DERIVED)
            operator, values = self._operator(key)
            used = {each.lower(): each for each in condition}
            under = condition.setdefault(used.get(operator.lower(), operator), {})
            if key.lower() not in {each.lower() for each in under}:
                under[key] = values
        return {**condition}

    def _operator(self, key: str) -> tuple[str, object]:
        family = _FITTING.get(key, "String") if self.chance(0.85) else self.pick(tuple(_FAMILIES))
        if self.chance(0.06):
            family = "Null"
        operators, vocabulary = _FAMILIES[family]
        operator = self.pick(operators)
        if family != "Null" and self.chance(0.2):
            operator += "IfExists"
        if self.chance(0.75 if key in _KEYS_MANY else 0.08):
            operator = self.pick(("ForAllValues:", "ForAnyValue:")) + operator
        count = self.source.choices((0, 1, 2, 3), (1, 14, 8, 4))[0]
        values: list[object] = [self.pick(vocabulary) for _ in range(count)]
        if self.chance(0.05):
            operator = operator.lower()
        return operator, values[0] if count == 1 and self.chance(0.6) else values
