"""Attacks on proofs (spec analysis 14.2): random pairs of policies, random requests against what was proved.

Pairs are full of overlapping atoms, three of four mutated from each other so that proofs are frequent. A refutation is
checked with the engine once more; a request that the new policy allows and the old one does not contradicts a proof.

    python -m tests.properties.proof_attack --pairs 3000 --requests 1000 --seed 1
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from typing import Any

from limen.analysis.budget import Budget
from limen.analysis.compare import is_allowed, no_new_access
from limen.analysis.verdict import Result, Verdict
from limen.domain.principals import FederatedUser, IAMUser, Principal, RoleSession
from limen.engine.model.request import AuthorizationRequest, Resource
from limen.policy.syntax.document import PolicyDocument
from limen.policy.syntax.parse import parse_policy

A = "111111111111"
KEYS = (
    "aws:PrincipalTag/t", "aws:ResourceTag/t", "aws:TagKeys", "x:y", "s3:max-keys", "aws:SourceIp", "aws:CurrentTime",
    "aws:username", "aws:PrincipalArn", "aws:PrincipalAccount", "aws:userid", "aws:SecureTransport",
    "aws:PrincipalType",
    "events:detail-type",
)  # fmt: skip
TEXTS = ("a", "ab", "b", "A", "aB", "", "bob", "x", "true", "a:b", "*")
PATTERNS = ("a*", "*b", "?", "*", "a?", "?*", "*a*", "b*b", "ab*", "b*", "*:*", "a*b")
VARIABLES = (
    "${aws:username}", "${aws:PrincipalTag/t}", "${aws:PrincipalTag/t, 'a'}", "a${aws:PrincipalTag/t}", "${x:y}",
    "a${x:y}", "${aws:username}*", "${*}", "${aws:PrincipalTag/t}-${aws:username}", "*${x:y}", "${aws:TagKeys, 'a'}",
    "${aws:ResourceTag/t, 'b'}b", "${x:y, ''}", "${aws:PrincipalTag/t}${aws:PrincipalTag/t}", "${aws:userid}",
)  # fmt: skip
NUMBERS = ("1", "10", "5", "01", "+5", "1.5", "abc", "-1", "9")
DATES = ("2026-01-01T00:00:00Z", "2026", "1767225600", "2026-06-01", "soon", "2025-12-31T23:00:00-01:00")
RANGES = ("10.0.0.0/8", "10.0.0.0/9", "10.128.0.0/9", "10.1.2.3", "0.0.0.0/0", "::/0", "2001:db8::/32", "junk")
ADDRESSES = ("10.1.2.3", "10.200.0.1", "203.0.113.9", "2001:db8::5", "host", "11.0.0.0", "9.255.255.255")
ARNS = (
    f"arn:aws:iam::{A}:user/bob", f"arn:aws:iam::{A}:role/r", "arn:aws:iam::*:user/*", "arn:aws:iam::*:*", "*",
    f"arn:aws:iam::{A}:user/${{aws:username}}", "arn:aws:iam::${aws:PrincipalAccount}:user/*", "a:b:c:d:e:f",
    "arn:aws:iam::*:role/?", "arn:aws:iam::*:user/b*", "arn:*:*:*:*:*/a", "a:${x:y}:c:d:e:f", "*:*:*:*:*:*b",
)  # fmt: skip
FAMILIES = {
    "String": (("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike",
                "StringNotLike", "StringLike", "StringEquals"), (*TEXTS, *PATTERNS, *VARIABLES)),
    "Numeric": (("NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericGreaterThanEquals",
                 "NumericLessThanEquals", "NumericGreaterThan"), NUMBERS),
    "Date": (("DateEquals", "DateNotEquals", "DateLessThan", "DateGreaterThanEquals"), DATES),
    "Ip": (("IpAddress", "NotIpAddress"), RANGES),
    "Arn": (("ArnLike", "ArnEquals", "ArnNotLike"), ARNS),
    "Bool": (("Bool",), ("true", "false", "TRUE", "no", "${aws:SecureTransport}", "${x:y}")),
    "Binary": (("BinaryEquals",), ("YQ==", "YR==", "!!", "YWI=")),
    "Null": (("Null",), ("true", "false")),
}  # fmt: skip
FITTING = {
    "s3:max-keys": "Numeric", "aws:SourceIp": "Ip", "aws:CurrentTime": "Date", "aws:PrincipalArn": "Arn",
    "aws:SecureTransport": "Bool",
}  # fmt: skip
RESOURCES = (
    "*", "arn:aws:s3:::b", "arn:aws:s3:::b/*", "arn:aws:s3:::b/x*", "arn:aws:s3:::b/${aws:username}/*",
    "arn:aws:s3:::b/bob/*", "arn:aws:s3:::b/?", "arn:aws:s3:*:*:b/*", "arn:aws:s3:::*", "arn:aws:s3:::b/a/*",
    "arn:aws:s3:::b/${aws:PrincipalTag/t, 'a'}/*", "arn:aws:s3:::b/${aws:PrincipalTag/t}", "arn:AWS:S3:::b/*",
    "arn:aws:s3", "arn:aws:s3:::b/*/*", "arn:aws:s3:::${x:y}", "arn:*:*:*:*:", "arn:aws:s3:::b/${x:y}/a",
    "arn:aws:${x:y}:::b",
)  # fmt: skip
ACTIONS = ("s3:GetObject", "s3:Get*", "s3:*", "*", "s3:PutObject", "S3:getobject", "zz:F*", "zz:Foo", "s3:?utObject")
ASKED = ("s3:GetObject", "s3:PutObject", "s3:ListBucket", "s3:GetBucketAcl", "zz:Foo", "zz:Fx", "sqs:SendMessage")
ASKED_ON = (
    "*", "arn:aws:s3:::b", "arn:aws:s3:::b/x", "arn:aws:s3:::b/bob/x", "arn:aws:s3:::b/a/x", "arn:aws:s3:::b/a",
    "arn:aws:s3:::b/", "arn:aws:s3:::a", "arn:aws:s3:r:1:b/x", "arn:aws:sqs:::", "arn:aws:s3:::b/ab/a", "arn:aws:s3:::",
    "arn:aws:s3:::b//a", "arn:aws:s3:::b/ab",
)  # fmt: skip
CALLERS: tuple[Principal, ...] = (
    IAMUser(A, "bob", id="AIDAX7"), IAMUser(A, "x", "/p/", "AIDAB"), IAMUser("222222222222", "a", id="AIDAA"),
    RoleSession(A, "r", "s", "/", "AROAX"), RoleSession("222222222222", "b", "bob", "/p:q/", "AROAB"),
    FederatedUser(A, "bob", IAMUser(A, "u", id="AIDAU")),
)  # fmt: skip


class Writer:
    """Writes pairs and requests, drawing from one source of randomness."""

    def __init__(self, seed: int) -> None:
        self.source = random.Random(seed)
        self.pick = self.source.choice

    def chance(self, probability: float) -> bool:
        return self.source.random() < probability

    def pair(self) -> tuple[dict[str, Any], dict[str, Any]]:
        old = self.document()
        if self.chance(0.25):
            return old, self.document()
        new = json.loads(json.dumps(old))
        for _ in range(self.source.randint(1, 2)):
            self.mutate(new if self.chance(0.7) else old)
        return old, new

    def document(self) -> dict[str, Any]:
        version = "2012-10-17" if self.chance(0.9) else "2008-10-17"
        return {"Version": version, "Statement": [self.statement() for _ in range(self.source.randint(1, 4))]}

    def statement(self) -> dict[str, Any]:
        found: dict[str, Any] = {"Effect": "Deny" if self.chance(0.25) else "Allow"}
        found["NotAction" if self.chance(0.1) else "Action"] = self.some(ACTIONS)
        found["NotResource" if self.chance(0.1) else "Resource"] = self.some(RESOURCES)
        if self.chance(0.75):
            found["Condition"] = self.condition()
        return found

    def condition(self) -> dict[str, Any]:
        found: dict[str, dict[str, Any]] = {}
        for _ in range(self.source.choice((1, 1, 2, 3))):
            key = self.pick(KEYS)
            operator, values = self.operator(key)
            found.setdefault(operator, {})[key] = values
        return {**found}

    def operator(self, key: str) -> tuple[str, list[str]]:
        family = FITTING.get(key, "String") if self.chance(0.8) else self.pick(tuple(FAMILIES))
        operators, vocabulary = FAMILIES[family]
        operator = self.pick(operators)
        if family != "Null" and self.chance(0.2):
            operator += "IfExists"
        if self.chance(0.7 if key in ("aws:TagKeys", "x:y", "events:detail-type") else 0.05):
            operator = self.pick(("ForAllValues:", "ForAnyValue:")) + operator
        return operator, self.source.sample(vocabulary, min(len(vocabulary), self.source.choice((0, 1, 1, 1, 2, 3))))

    def some(self, vocabulary: tuple[str, ...]) -> list[str]:
        return self.source.sample(vocabulary, self.source.choice((1, 1, 2, 3)))

    def mutate(self, document: dict[str, Any]) -> None:
        statements = document["Statement"]
        assert isinstance(statements, list)
        chosen = self.pick(statements)
        match self.source.randint(0, 6):
            case 0:
                statements.append(self.statement())
            case 1 if len(statements) > 1:
                statements.remove(chosen)
            case 2:
                chosen.pop("NotResource", None)
                chosen["Resource"] = self.some(RESOURCES)
            case 3:
                chosen["Condition"] = self.condition()
            case 4:
                chosen.pop("Condition", None)
            case 5:
                chosen.pop("NotAction", None)
                chosen["Action"] = self.some(ACTIONS)
            case _:
                for keys in chosen.get("Condition", {}).values():
                    for values in keys.values():
                        values.append(self.pick((*TEXTS, *PATTERNS, *VARIABLES, *NUMBERS)))

    def request(self) -> AuthorizationRequest:
        context: dict[str, str | tuple[str, ...]] = {}
        for key in KEYS:
            if self.chance(0.5) or key in ("aws:username", "aws:PrincipalArn", "aws:PrincipalAccount", "aws:userid"):
                continue
            if key == "aws:PrincipalType":
                continue
            value = self.value(key)
            may_be_set = key in ("aws:TagKeys", "x:y", "events:detail-type")
            if key == "aws:TagKeys" or (may_be_set and self.chance(0.4)):
                context[key.lower()] = tuple(self.value(key) for _ in range(self.source.choice((1, 1, 2))))
            else:
                context[key.lower()] = value
        return AuthorizationRequest(self.pick(CALLERS), self.pick(ASKED), Resource(self.pick(ASKED_ON)), context)

    def value(self, key: str) -> str:
        by_key = {"s3:max-keys": NUMBERS, "aws:SourceIp": ADDRESSES, "aws:CurrentTime": DATES}
        if self.chance(0.7) and key in by_key:
            return self.pick(by_key[key])
        return self.pick(
            (*TEXTS, "aa", "abb", "ba", "bb", "aab", "bob-bob", "FALSE", "YQ==", f"arn:aws:iam::{A}:user/bob")
        )


def parse(document: dict[str, Any]) -> PolicyDocument:
    return parse_policy(json.dumps(document))


def find_contradiction(seed: int, requests: int, effort: int = 1) -> tuple[Result, AuthorizationRequest | None]:
    """The answer for the pair of a seed, and a request that contradicts it."""
    writer = Writer(seed)
    old, new = map(parse, writer.pair())
    result = no_new_access(old, new, budget=Budget(effort))
    if result.verdict is Verdict.REFUTED and result.witness is not None:
        request = result.witness.request
        holds = is_allowed(request, (new,)) and not is_allowed(request, (old,))
        return result, None if holds else request
    if result.verdict is Verdict.PROVED:
        for _ in range(requests):
            request = writer.request()
            if is_allowed(request, (new,)) and not is_allowed(request, (old,)):
                return result, request
    return result, None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=600)
    options = parser.parse_args()
    verdicts: Counter[str] = Counter()
    asked, wrong, started = 0, 0, time.monotonic()
    for seed in range(options.seed, options.seed + options.pairs):
        result, contradiction = find_contradiction(seed, options.requests)
        verdicts[result.verdict] += 1
        if result.verdict is Verdict.UNKNOWN:
            verdicts[f"because {result.reason}"] += 1
        asked += options.requests if result.verdict is Verdict.PROVED else 1
        if contradiction is not None or result.reason == "not confirmed":
            wrong += 1
            print("WRONG", seed, result.verdict, result.reason, contradiction)
        if time.monotonic() - started > options.seconds:
            break
    print(f"{sum(verdicts[v] for v in Verdict)} pairs, {asked} requests, {wrong} contradictions, {dict(verdicts)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
