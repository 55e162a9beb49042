"""Policy variables (spec policy 4)."""

from tests.cases.writing import (
    ALLOWED,
    EXPLICIT,
    FULL,
    IMPLICIT,
    ROOT_A,
    V2008,
    A,
    F,
    Layers,
    S,
    U,
    allow,
    case,
    deny,
    document,
    when,
)  # fmt: skip

BOB = f"arn:aws:iam::{A}:user/people/bob"
_TEAM: dict[str, object] = {"aws:PrincipalTag/team": "blue"}

_Context = dict[str, object]

# Resource pattern after arn:aws:s3:::b/, requested key, context, matches, why, evidence. The caller is Bob.
_RESOURCE: list[tuple[str, str, _Context, bool, str, str]] = [
    ("${aws:username}/*", "bob/k", {}, True, "the user's name, without path", "D"),
    ("${aws:username}/*", "alice/k", {}, False, "another name", "D"),
    ("${AWS:UserName}/*", "bob/k", {}, True, "names in any letter case", "D"),
    ("${aws:username}*", "bobby/k", {}, True, "text after it is text", "D"),
    ("${aws:PrincipalTag/team}/${aws:username}/*", "blue/bob/k", _TEAM, True, "two variables", "D"),
    ("${aws:PrincipalTag/Team}/*", "blue/k", _TEAM, True, "tag keys in any letter case", "D"),
    ("${aws:PrincipalTag/team}/*", "Blue/k", _TEAM, False, "values keep their letter case", "D"),
    ("${aws:PrincipalTag/team}/*", "/k", {}, False, "without a value it matches nothing, not the empty text", "D"),
    ("${aws:PrincipalTag/team}/*", "${aws:PrincipalTag/team}/k", {}, False, "and not its own spelling either", "D"),
    ("${aws:PrincipalTag/team}/*", "/k", {"aws:PrincipalTag/team": ""}, True, "an empty value is a value", "R"),
    ("${aws:PrincipalTag/team, 'shared'}/*", "shared/k", {}, True, "the default", "D"),
    ("${aws:PrincipalTag/team, 'shared'}/*", "shared/k", _TEAM, False, "no default if there is a value", "D"),
    ("${aws:PrincipalTag/team, 'shared'}/*", "blue/k", _TEAM, True, "the value, not the default", "D"),
    ("${aws:PrincipalTag/team, 'a b'}/*", "a b/k", {}, True, "a default with a blank", "D"),
    ("${aws:PrincipalTag/team, '*'}/k", "x/k", {}, False, "a star in a default is a star", "?"),
    ("${aws:PrincipalTag/team, '*'}/k", "*/k", {}, True, "and matches a star", "?"),
    ("${aws:PrincipalTag/team, ''}/k", "/k", {}, True, "an empty default", "R"),
    ("${aws:PrincipalTag/team}/k", "x/k", {"aws:PrincipalTag/team": "*"}, False, "a star in a value is a star", "R"),
    ("${aws:PrincipalTag/team}/k", "*/k", {"aws:PrincipalTag/team": "*"}, True, "and matches a star", "R"),
    ("${aws:PrincipalTag/team}/k", "x/k", {"aws:PrincipalTag/team": "?"}, False, "so is a question mark", "R"),
    (
        "${aws:PrincipalTag/team}/*",
        "${aws:username}/k",
        {"aws:PrincipalTag/team": "${aws:username}"},
        True,
        "a value is not expanded again",
        "D",
    ),
    (
        "${aws:PrincipalTag/team}/*",
        "bob/k",
        {"aws:PrincipalTag/team": "${aws:username}"},
        False,
        "a value is not expanded again, the other side",
        "D",
    ),
    ("a${*}b", "a*b", {}, True, "an escaped star is a star", "D"),
    ("a${*}b", "axb", {}, False, "an escaped star is not a wildcard", "D"),
    ("a${?}b", "a?b", {}, True, "an escaped question mark", "D"),
    ("a${?}b", "axb", {}, False, "an escaped question mark is not a wildcard", "D"),
    ("a${$}b", "a$b", {}, True, "an escaped dollar sign", "D"),
    ("${$}{aws:username}", "${aws:username}", {}, True, "an escaped dollar sign begins no variable", "D"),
    ("${$}{aws:username}", "bob", {}, False, "an escaped dollar sign begins no variable, the other side", "D"),
    ("${aws:username", "${aws:username", {}, True, "without its brace it is text", "R"),
    ("${}", "${}", {}, True, "an empty name is text", "R"),
    ("${${aws:username}}", "${${aws:username}}", {}, True, "nesting is text", "R"),
    ("${${aws:username}}", "${bob}", {}, False, "nesting is text, the inside too", "R"),
    ("${a b}${aws:username}", "${a b}bob", {}, True, "a name with a blank is text, what follows is not", "R"),
    ("${aws:TagKeys, 'x'}", "x", {"aws:TagKeys": ["a"]}, False, "a default is not for a multivalued key", "R"),
    ("$aws:username", "bob", {}, False, "without braces it is text", "D"),
    ("${aws:TagKeys}/*", "a/k", {"aws:TagKeys": ["a"]}, False, "a multivalued key does not fill a variable", "C"),
    ("${aws:userid}/*", "AIDABOB/k", {"aws:userid": "AIDABOB"}, True, "a key of the context", "D"),
    ("${aws:PrincipalAccount}/*", f"{A}/k", {}, True, "the account", "D"),
    ("${aws:SourceIp}/*", "10.1.1.1/k", {"aws:SourceIp": "10.1.1.1"}, True, "any key may be used", "D"),
    ("${s3:prefix}x", "a:b/cx", {"s3:prefix": "a:b/c"}, True, "a value with colons and slashes", "D"),
]

# Resource ARNs with a variable before the fifth colon.
_HEADS = [
    "arn:aws:s3:::${aws:username}",
    "arn:${aws:PrincipalTag/p}:s3:::bob",
    "arn:aws:${aws:PrincipalTag/s}:::bob",
    "arn:aws:s3:${aws:PrincipalTag/r}::bob",
    "arn:aws:s3::${aws:PrincipalTag/a}:bob",
]

# Operator, policy value, request value of example:Key, context besides, holds, why, evidence.
_CONDITION: list[tuple[str, object, object, _Context, bool, str, str]] = [
    ("StringEquals", "${aws:username}", "bob", {}, True, "equal", "D"),
    ("StringEquals", "${aws:username}", "alice", {}, False, "different", "D"),
    ("StringEquals", "${aws:PrincipalTag/team}", "x", {}, False, "no value: equals nothing", "D"),
    ("StringEquals", ["${aws:PrincipalTag/team}", "x"], "x", {}, True, "no value: other values still count", "D"),
    ("StringEquals", "${aws:PrincipalTag/team}", "blue", _TEAM, True, "equal", "D"),
    ("StringNotEquals", "${aws:PrincipalTag/team}", "x", {}, True, "no value: differs from anything", "D"),
    ("StringNotEquals", ["${aws:PrincipalTag/team}", "x"], "x", {}, False, "no value: other values still count", "D"),
    ("StringNotEquals", "${aws:PrincipalTag/team}", "blue", _TEAM, False, "equal", "D"),
    ("StringNotEquals", "${aws:PrincipalTag/team}", None, _TEAM, True, "the tested key is absent", "D"),
    ("StringEqualsIfExists", "${aws:PrincipalTag/team}", "x", {}, False, "IfExists is about the tested key only", "D"),
    ("StringEqualsIfExists", "${aws:PrincipalTag/team}", None, {}, True, "the tested key is absent", "D"),
    ("StringEqualsIgnoreCase", "${aws:username}", "BOB", {}, True, "letter case ignored", "D"),
    ("StringNotEqualsIgnoreCase", "${aws:PrincipalTag/team}", "x", {}, True, "no value, negated", "D"),
    ("StringLike", "${aws:username}/*", "bob/x", {}, True, "a variable and a star", "D"),
    (
        "StringLike",
        "${aws:PrincipalTag/team}",
        "zzz",
        {"aws:PrincipalTag/team": "*"},
        False,
        "a value's star is a star",
        "R",
    ),
    (
        "StringLike",
        "${aws:PrincipalTag/team}*",
        "*z",
        {"aws:PrincipalTag/team": "*"},
        True,
        "and the policy's is not",
        "R",
    ),
    ("StringLike", "a${*}", "a*", {}, True, "an escaped star", "D"),
    ("StringLike", "a${*}", "ab", {}, False, "an escaped star is not a wildcard", "D"),
    ("StringEquals", "a${*}", "a*", {}, True, "escapes work in StringEquals too", "D"),
    ("StringLike", "${aws:PrincipalTag/team}", "x", {}, False, "no value: like nothing", "D"),
    ("StringNotLike", "${aws:PrincipalTag/team}*", "x", {}, True, "no value: unlike anything", "D"),
    ("ArnEquals", "arn:aws:sns:*:*:${aws:username}", f"arn:aws:sns:eu:{A}:bob", {}, True, "in an ARN", "D"),
    (
        "ArnLike",
        "arn:aws:sns:*:${aws:PrincipalAccount}:t",
        f"arn:aws:sns:eu:{A}:t",
        {},
        True,
        "as the account of an ARN",
        "D",
    ),
    ("ArnEquals", "${aws:PrincipalArn}", BOB, {}, True, "as a whole ARN", "D"),
    (
        "ArnNotLike",
        "arn:aws:sns:*:*:${aws:PrincipalTag/team}",
        f"arn:aws:sns:eu:{A}:x",
        {},
        True,
        "no value, negated",
        "D",
    ),
    ("ArnLike", "arn:aws:sns:*:*:${aws:PrincipalTag/team}", f"arn:aws:sns:eu:{A}:x", {}, False, "no value", "D"),
    ("Bool", "${aws:PrincipalTag/flag}", "true", {"aws:PrincipalTag/flag": "TRUE"}, True, "in a Bool value", "R"),
    ("Bool", "${aws:PrincipalTag/flag}", "true", {}, False, "in a Bool value, without a value", "R"),
    ("StringEquals", "${aws:PrincipalTag/team, 'none'}", "none", {}, True, "the default", "D"),
    ("StringNotEquals", "${aws:PrincipalTag/team, 'none'}", "none", {}, False, "the default, negated", "D"),
    ("StringEquals", "${aws:PrincipalTag/team}-${aws:username}", "blue-bob", _TEAM, True, "two in one value", "D"),
    ("StringEquals", "${aws:PrincipalTag/team}-${aws:username}", "-bob", {}, False, "one of two has no value", "D"),
    (
        "StringNotEquals",
        "${aws:TagKeys}",
        "a",
        {"aws:TagKeys": ["a"]},
        True,
        "a multivalued key has no value here",
        "C",
    ),
    ("ForAnyValue:StringEquals", "${aws:username}", ["x", "bob"], {}, True, "under a set operator", "D"),
    (
        "ForAllValues:StringNotEquals",
        "${aws:PrincipalTag/team}",
        ["x", "y"],
        {},
        True,
        "no value, negated, for all",
        "D",
    ),
    ("ForAnyValue:StringNotEquals", "${aws:PrincipalTag/team}", ["x"], {}, True, "no value, negated, for some", "D"),
    ("ForAllValues:StringEquals", "${aws:PrincipalTag/team}", ["x"], {}, False, "no value, for all", "D"),
]

# Who calls, which variable, its value (None: none).
_CALLERS = [
    (U, "aws:username", "U"), (BOB, "aws:username", "bob"), (S, "aws:username", None), (F, "aws:username", None),
    (U, "aws:PrincipalType", "User"), (S, "aws:PrincipalType", "AssumedRole"), (F, "aws:PrincipalType", "FederatedUser"),
    (S, "aws:userid", "AROAR:s"), (U, "aws:userid", "AIDAU"), (F, "aws:userid", f"{A}:F"),
    (S, "aws:PrincipalAccount", A), (U, "aws:PrincipalIsAWSService", "false"), (U, "aws:PrincipalServiceName", None),
    (S, "aws:PrincipalArn", f"arn:aws:iam::{A}:role/R"), (F, "aws:PrincipalArn", F), (BOB, "aws:PrincipalArn", BOB),
    (U, "aws:ResourceAccount", A),
]  # fmt: skip
_IDS = {U: "AIDAU", BOB: "AIDABOB", S: "AROAR", F: "AIDAU"}


def _caller_case(number, caller, key, text):
    session: Layers = {"session": FULL} if caller == F else {}
    return case(
        f"variable-caller-{number:02d}", "4.5", f"${{{key}}} of {caller} is {text}",
        IMPLICIT if text is None else ALLOWED,
        principal=caller, request={"principal_id": _IDS[caller]}, context={"example:Key": text or "anything"},
        identity=[allow(Condition=when("StringEquals", "example:Key", f"${{{key}}}"))], **session,
    )  # fmt: skip


CASES = [
    case(f"variable-resource-{number:02d}", "4.2", f"Resource b/{pattern} against b/{key}: {why}",
         ALLOWED if hit else IMPLICIT, principal=BOB, on=f"arn:aws:s3:::b/{key}", context=context, evidence=evidence,
         identity=[allow(resource=f"arn:aws:s3:::b/{pattern}")])
    for number, (pattern, key, context, hit, why, evidence) in enumerate(_RESOURCE, 1)
] + [
    case(f"variable-head-{number:02d}", "4.1", f"Resource {pattern}: "
         + ("a bucket name is after the fifth colon" if number == 1 else "no variables before the fifth colon"),
         ALLOWED if number == 1 else IMPLICIT, principal=BOB, on="arn:aws:s3:::bob",
         context={"aws:PrincipalTag/p": "aws", "aws:PrincipalTag/s": "s3", "aws:PrincipalTag/r": "", "aws:PrincipalTag/a": ""},
         identity=[allow(resource=pattern)])
    for number, pattern in enumerate(_HEADS, 1)
] + [
    case(f"variable-condition-{number:02d}", "4.3", f"{operator} {wanted} against {value}: {why}",
         ALLOWED if holds else IMPLICIT, principal=BOB, evidence=evidence,
         context=context | ({} if value is None else {"example:Key": value}),
         identity=[allow(Condition=when(operator, "example:Key", wanted))])
    for number, (operator, wanted, value, context, holds, why, evidence) in enumerate(_CONDITION, 1)
] + [
    _caller_case(number, *row) for number, row in enumerate(_CALLERS, 1)
] + [
    case("variable-2008-01", "1.5", "In version 2008-10-17 a variable is text", IMPLICIT, principal=BOB,
         on="arn:aws:s3:::b/bob/k", identity=document([allow(resource="arn:aws:s3:::b/${aws:username}/*")], V2008)),
    case("variable-2008-02", "1.5", "Without a version a variable is text, and the text matches itself", ALLOWED,
         principal=BOB, on="arn:aws:s3:::b/${aws:username}/k",
         identity=document([allow(resource="arn:aws:s3:::b/${aws:username}/*")], None)),
    case("variable-2008-03", "1.5", "In version 2008-10-17 the star of an escape is a wildcard", ALLOWED,
         on="arn:aws:s3:::b/a${xyz}b", identity=document([allow(resource="arn:aws:s3:::b/a${*}b")], V2008)),
    case("variable-2008-04", "1.5", "In version 2008-10-17 an escape does not represent a star", IMPLICIT,
         on="arn:aws:s3:::b/a*b", identity=document([allow(resource="arn:aws:s3:::b/a${*}b")], V2008)),
    case("variable-2008-05", "1.5", "In version 2008-10-17 a condition value is text", IMPLICIT, principal=BOB,
         context={"example:Key": "bob"},
         identity=document([allow(Condition=when("StringEquals", "example:Key", "${aws:username}"))], V2008)),
    case("variable-2008-06", "1.5", "In version 2008-10-17 a Deny with a variable misses", ALLOWED, principal=BOB,
         on="arn:aws:s3:::b/bob/k",
         identity=document([*FULL, deny(resource="arn:aws:s3:::b/${aws:username}/*")], V2008)),
    case("variable-not-resource-01", "4.3", "NotResource with a variable excludes the value", IMPLICIT, principal=BOB,
         on="arn:aws:s3:::b/bob/k", identity=[allow(NotResource="arn:aws:s3:::b/${aws:username}/*")]),
    case("variable-not-resource-02", "4.3", "NotResource with a variable without value excludes nothing", ALLOWED,
         principal=BOB, on="arn:aws:s3:::b/x/k", identity=[allow(NotResource="arn:aws:s3:::b/${aws:PrincipalTag/t}/*")]),
    case("variable-not-resource-03", "4.3", "A Deny with such a NotResource denies everything", EXPLICIT,
         principal=BOB, on="arn:aws:s3:::b/x/k",
         identity=[*FULL, deny(NotResource="arn:aws:s3:::b/${aws:PrincipalTag/t}/*")]),
    case("variable-not-resource-04", "4.3", "Other entries of it still exclude", IMPLICIT, principal=BOB,
         on="arn:aws:s3:::b/x/k",
         identity=[allow(NotResource=["arn:aws:s3:::b/${aws:PrincipalTag/t}/*", "arn:aws:s3:::b/x/*"])]),
    case("variable-list-01", "4.3", "A variable without value spoils its own entry only", ALLOWED, principal=BOB,
         on="arn:aws:s3:::b/x/k",
         identity=[allow(resource=["arn:aws:s3:::b/${aws:PrincipalTag/t}/*", "arn:aws:s3:::b/x/*"])]),
    case("variable-deny-01", "4.3", "A Deny on a variable without value does not reach", ALLOWED, principal=BOB,
         identity=[*FULL, deny(resource="arn:aws:s3:::b/${aws:PrincipalTag/t}*")]),
    case("variable-number-01", "4.1", "No variables in numbers, negated or not", IMPLICIT, principal=BOB,
         context={"example:Key": "5", "aws:PrincipalTag/n": "7"}, evidence="R",
         identity=[allow(Condition=when("NumericNotEquals", "example:Key", "${aws:PrincipalTag/n}"))]),
    case("variable-root-01", "4.5", "Root has no user name", "explicit:service_control", principal=ROOT_A,
         service_control=[[*FULL, deny(Condition=when("StringNotEquals", "example:Key", "${aws:username}"))]],
         context={"example:Key": "root"}),
    case("variable-scp-01", "4.1", "Service control policies have variables too", ALLOWED, principal=BOB,
         on="arn:aws:s3:::b/bob/k", identity=FULL,
         service_control=[[allow(resource="arn:aws:s3:::b/${aws:username}/*")]]),
    case("variable-boundary-01", "4.1", "Boundaries have variables too", "implicit:permissions_boundary", principal=BOB,
         on="arn:aws:s3:::b/alice/k", identity=FULL,
         permissions_boundary=[allow(resource="arn:aws:s3:::b/${aws:username}/*")]),
    case("variable-session-01", "4.1", "Session policies have variables too", ALLOWED, principal=S, on="arn:aws:s3:::b/blue/k",
         context=_TEAM, identity=FULL, session=[allow(resource="arn:aws:s3:::b/${aws:PrincipalTag/team}/*")]),
    case("variable-resource-policy-01", "4.1", "Resource policies have variables too", ALLOWED, principal=BOB,
         on="arn:aws:s3:::b/bob/k", resource=[allow(resource="arn:aws:s3:::b/${aws:username}/*", Principal={"AWS": BOB})]),
    case("variable-endpoint-01", "4.1", "Endpoint policies have variables too", "implicit:endpoint", principal=BOB,
         on="arn:aws:s3:::b/alice/k", identity=FULL,
         endpoint=[allow(resource="arn:aws:s3:::b/${aws:username}/*", Principal="*")]),
    case("variable-principal-01", "4.1", "No variables in Principal", IMPLICIT, principal=BOB,
         resource=[allow(Principal={"AWS": f"arn:aws:iam::{A}:user/people/${{aws:username}}"})]),
]  # fmt: skip
