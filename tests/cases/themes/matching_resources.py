"""Resource and NotResource (spec policy 2.3)."""

from tests.cases.writing import (
    ALLOWED,
    EXPLICIT,
    FULL,
    IMPLICIT,
    V2008,
    A,
    Layers,
    U,
    allow,
    case,
    deny,
    document,
    grant,
)

_QUEUE = f"arn:aws:sqs:eu-west-1:{A}:orders"
_LOGS = f"arn:aws:logs:us-east-1:{A}:log-group:web:log-stream:2026/01/01"
_INSTANCE = f"arn:aws:ec2:us-east-1:{A}:instance/i-0abc"

# pattern(s), requested resource, matches, why, evidence
_RESOURCE = [
    ("*", "arn:aws:s3:::b/k", True, "the bare star", "D"),
    ("*", "*", True, "the bare star covers requests without a resource", "D"),
    ("arn:aws:s3:::b/*", "arn:aws:s3:::b/x/y/z", True, "a star crosses slashes", "D"),
    ("arn:aws:s3:::b/*", "arn:aws:s3:::b/", True, "a star may be empty", "D"),
    ("arn:aws:s3:::b/*", "arn:aws:s3:::b", False, "the bucket is not its objects", "D"),
    ("arn:aws:s3:::b", "arn:aws:s3:::b/k", False, "the objects are not the bucket", "D"),
    ("arn:aws:s3:::b*", "arn:aws:s3:::backup/k", True, "a star without a slash reaches other buckets", "D"),
    ("arn:aws:s3:::b/?", "arn:aws:s3:::b/k", True, "one character", "D"),
    ("arn:aws:s3:::b/?", "arn:aws:s3:::b/kk", False, "one character is not two", "D"),
    ("arn:aws:s3:::b/?", "arn:aws:s3:::b/é", True, "one character beyond ASCII", "D"),
    ("arn:aws:s3:::b/?", "arn:aws:s3:::b/🗝", True, "one character beyond the basic plane", "D"),
    ("arn:aws:s3:::b/é", "arn:aws:s3:::b/e\u0301", False, "no normalization of composed letters", "D"),
    ("arn:aws:s3:::b/a?c/*", "arn:aws:s3:::b/a/c/d", True, "a question mark may be a slash", "D"),
    ("arn:aws:s3:::b/*.csv", "arn:aws:s3:::b/q1.csv", True, "text after the star", "D"),
    ("arn:aws:s3:::b/*.csv", "arn:aws:s3:::b/q1.csv.bak", False, "the tail is anchored", "D"),
    ("arn:aws:s3:::b/*.csv", "arn:aws:s3:::b/q1xcsv", False, "a dot is a dot", "D"),
    ("arn:aws:s3:::b/*a*a*a*a*b", "arn:aws:s3:::b/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", False, "many stars end", "D"),
    ("arn:aws:s3:::b/*a*a*b", "arn:aws:s3:::b/aaaaab", True, "many stars find their way", "D"),
    ("arn:aws:s3:::B/*", "arn:aws:s3:::b/k", False, "the last part is case-sensitive", "D"),
    ("arn:aws:s3:::b/K", "arn:aws:s3:::b/k", False, "keys are case-sensitive", "D"),
    ("arn:AWS:S3:::b/k", "arn:aws:s3:::b/k", True, "partition and service are not", "R"),
    ("ARN:aws:s3:::b/k", "arn:aws:s3:::b/k", False, "but arn: itself is", "R"),
    ("arn:*:s3:::b/k", "arn:aws:s3:::b/k", True, "a wildcard partition", "D"),
    ("arn:aws-cn:s3:::b/k", "arn:aws:s3:::b/k", False, "another partition", "D"),
    ("arn:aws:*:::b/k", "arn:aws:s3:::b/k", True, "a wildcard service, if it appears, is a wildcard", "R"),
    ("arn:aws:*:b/k", "arn:aws:s3:::b/k", False, "a star does not cross the first five colons", "D"),
    ("arn:aws:s3:*:*:b/k", "arn:aws:s3:::b/k", True, "stars for an empty region and account", "D"),
    ("arn:aws:s3:us-east-1::b/k", "arn:aws:s3:::b/k", False, "a region where the request has none", "D"),
    (f"arn:aws:sqs:eu-west-1:{A}:orders", _QUEUE, True, "all six parts literal", "D"),
    (f"arn:aws:sqs:eu-*:{A}:orders", _QUEUE, True, "part of a region", "D"),
    (f"arn:aws:sqs:us-*:{A}:orders", _QUEUE, False, "another region", "D"),
    (f"arn:aws:sqs:EU-WEST-1:{A}:orders", _QUEUE, True, "regions are not case-sensitive", "R"),
    ("arn:aws:sqs:*:1111*:orders", _QUEUE, True, "part of an account", "D"),
    ("arn:aws:sqs:*:2222*:orders", _QUEUE, False, "another account", "D"),
    ("arn:aws:sqs:eu-west-1::orders", _QUEUE, False, "an empty account is not any account", "D"),
    ("arn:aws:sqs:eu-west-1:???????????1:orders", _QUEUE, True, "question marks in the account", "D"),
    (f"arn:aws:sns:eu-west-1:{A}:orders", _QUEUE, False, "another service", "D"),
    (f"arn:aws:logs:us-east-1:{A}:log-group:*", _LOGS, True, "in the last part a star crosses colons", "D"),
    (f"arn:aws:logs:us-east-1:{A}:log-group:web", _LOGS, False, "the whole last part must fit", "D"),
    (f"arn:aws:logs:us-east-1:{A}:log-group:*:log-stream:2026*", _LOGS, True, "colons in the last part", "D"),
    (f"arn:aws:logs:us-east-1:{A}:log-group?web:*", _LOGS, True, "a question mark may be a colon there", "D"),
    (f"arn:aws:ec2:us-east-1:{A}:*/i-0abc", _INSTANCE, True, "a star in the type prefix is a star", "R"),
    (f"arn:aws:ec2:us-east-1:{A}:inst*", _INSTANCE, True, "a star that swallows the type's slash", "R"),
    (f"arn:aws:iam::{A}:user/a/*", f"arn:aws:iam::{A}:user/a/b/bob", True, "paths below", "D"),
    (f"arn:aws:iam::{A}:user/bob", f"arn:aws:iam::{A}:user/a/bob", False, "the path is part of the ARN", "D"),
    (f"arn:aws:iam::{A}:user/*", f"arn:aws:iam::{A}:user/", True, "the collection that list calls name", "?"),
    ("arn:aws:ec2:*:*:*", "*", False, "only a bare star covers a request without a resource", "D"),
    ("arn:*:*:*:*:*", "*", False, "not even all stars", "D"),
    ("arn:*:*:*:*:*", _QUEUE, True, "all stars cover any ARN", "D"),
    ("**", "arn:aws:s3:::b/k", False, "text that is neither an ARN nor a star matches nothing", "D"),
    ("?", "*", False, "a question mark alone matches nothing", "D"),
    ("b/*", "arn:aws:s3:::b/k", False, "a bucket's name is not an ARN", "D"),
    (["arn:aws:s3:::x/*", "arn:aws:s3:::b/*"], "arn:aws:s3:::b/k", True, "one of a list", "D"),
    (["arn:aws:s3:::x/*", "arn:aws:s3:::y/*"], "arn:aws:s3:::b/k", False, "none of a list", "D"),
    ("arn:aws:s3:::b/a+b", "arn:aws:s3:::b/aab", False, "a plus sign is a plus sign", "D"),
    ("arn:aws:s3:::b/a\\*", "arn:aws:s3:::b/a*", False, "a backslash escapes nothing", "D"),
    ("arn:aws:s3:::b/a\\*", "arn:aws:s3:::b/a\\xyz", True, "a backslash is a backslash, the star a star", "D"),
    ("arn:aws:s3:::b/k", "arn:aws:s3:::b/*", False, "a star in the request is a character", "D"),
    ("arn:aws:s3:::b/*", "arn:aws:s3:::b/line\nbreak", True, "a star covers line breaks", "D"),
]

# NotResource, requested resource, statement applies, why
_NOT_RESOURCE = [
    ("arn:aws:s3:::secret/*", "arn:aws:s3:::b/k", True, "another bucket"),
    ("arn:aws:s3:::secret/*", "arn:aws:s3:::secret/k", False, "what is listed is left out"),
    ("arn:aws:s3:::secret/*", "arn:aws:s3:::secret", True, "the bucket itself is not listed"),
    ("arn:aws:s3:::secret/*", "*", True, "a request without a resource is not listed"),
    ("*", "arn:aws:s3:::b/k", False, "everything is listed"),
    ("*", "*", False, "everything is listed, no resource included"),
    (["arn:aws:s3:::secret/*", "arn:aws:s3:::b/*"], "arn:aws:s3:::b/k", False, "any entry excludes"),
    (["arn:aws:s3:::secret/*", "arn:aws:s3:::x/*"], "arn:aws:s3:::b/k", True, "no entry excludes"),
    ("arn:aws:s3:::Secret/*", "arn:aws:s3:::secret/k", True, "letter case: not listed"),
    ("b/*", "arn:aws:s3:::b/k", True, "an entry that matches nothing excludes nothing"),
]

# layer, short pattern, matches, why
_SHORT = [
    ("identity", "arn:aws:sqs", True, "filled up with stars"),
    ("identity", "arn:aws:sqs:eu-west-1", True, "filled up with stars from the account on"),
    ("identity", "arn:aws:sqs:us-east-1", False, "what is there must fit"),
    ("identity", "arn:aws:s3", False, "another service"),
    ("identity", f"arn:aws:sqs:*:{A}", True, "only the last part is filled up"),
    ("permissions_boundary", "arn:aws:sqs", True, "filled up with stars"),
    ("session", "arn:aws:sqs", True, "filled up with stars"),
    ("endpoint", "arn:aws:sqs", False, "never, if it holds no star"),
    ("endpoint", "arn:aws:sqs:*", True, "filled up, because it holds a star"),
    ("service_control", "arn:aws:sqs:*", True, "filled up, because it ends in a star"),
    ("service_control", "arn:aws:sqs", False, "never, if it does not end in a star"),
    ("service_control", "arn:*:sqs", False, "a star elsewhere does not help"),
]


def _short_case(number, layer, pattern, hit, why):
    limited = [allow("sqs:*", pattern)]
    layers: Layers = {"identity": FULL, layer: [limited] if layer == "service_control" else limited}
    return case(
        f"short-arn-{number:02d}", "2.3", f"Short ARN {pattern} in {layer}: {why}",
        ALLOWED if hit else f"implicit:{layer}",
        action="sqs:SendMessage", on=_QUEUE, evidence="C", **layers,
    )  # fmt: skip


def _queue_policy_case(number, pattern, expect, why):
    return case(
        f"short-arn-queue-{number}", "2.3", f"Short ARN {pattern} in a resource policy: {why}", expect,
        action="sqs:SendMessage", on=_QUEUE, evidence="C", resource=grant(U, "sqs:*", pattern),
    )  # fmt: skip


CASES = [
    case(f"resource-{number:02d}", "2.3", f"Resource {pattern} against {resource!r}: {why}",
         ALLOWED if hit else IMPLICIT,
         action="svc:Do", on=resource, evidence=evidence, identity=[allow("svc:Do", pattern)])
    for number, (pattern, resource, hit, why, evidence) in enumerate(_RESOURCE, 1)
] + [
    case(f"not-resource-{number:02d}", "2.3", f"Allow NotResource {pattern} against {resource}: {why}",
         ALLOWED if hit else IMPLICIT, on=resource, identity=[allow(NotResource=pattern)])
    for number, (pattern, resource, hit, why) in enumerate(_NOT_RESOURCE, 1)
] + [
    case(f"deny-not-resource-{number:02d}", "2.3", f"Deny NotResource {pattern} against {resource}: {why}",
         EXPLICIT if hit else ALLOWED, on=resource, identity=[*FULL, deny(NotResource=pattern)])
    for number, (pattern, resource, hit, why) in enumerate(_NOT_RESOURCE, 1)
] + [
    _short_case(number, *row) for number, row in enumerate(_SHORT, 1)
] + [
    _queue_policy_case("01", "arn:aws:sqs:*", ALLOWED, "with a star is filled up"),
    _queue_policy_case("02", "arn:aws:sqs", IMPLICIT, "without a star never matches"),
    case("resource-deny-01", "2.3", "A Deny on the bucket does not reach its objects", ALLOWED,
         identity=[*FULL, deny("s3:*", "arn:aws:s3:::b")]),
    case("resource-deny-02", "2.3", "A Deny on the objects does not reach the bucket", ALLOWED,
         action="s3:ListBucket", on="arn:aws:s3:::b", identity=[*FULL, deny("s3:*", "arn:aws:s3:::b/*")]),
    case("resource-deny-03", "2.3", "A Deny on an ARN does not reach a request without a resource", ALLOWED,
         action="ec2:DescribeInstances", on="*", identity=[*FULL, deny("ec2:*", "arn:aws:ec2:*:*:*")]),
    case("resource-text-01", "1.1", "A document given as JSON text", ALLOWED,
         identity='{"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}'),
    case("resource-scalar-01", "1.1", "A single statement, action and resource need no lists", ALLOWED,
         identity={"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}),
    case("resource-2008-01", "1.5", "Wildcards work in documents of version 2008-10-17", ALLOWED,
         identity=document([allow(resource="arn:aws:s3:::b/?")], V2008)),
    case("resource-empty-01", "6.1", "A document without statements allows nothing", IMPLICIT, identity={}),
    case("resource-empty-02", "6.1", "An identity layer without policies allows nothing", IMPLICIT, identity=()),
    case("resource-absent-01", "6.1", "No identity layer at all grants nothing", IMPLICIT, principal=U),
]  # fmt: skip
