"""All operations with parameters that are right, nearly right and hostile (P9): a modeled answer, one audit record.

`inside.Inside.send` checks the rules for every call.
"""

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.operations.catalog import all_operations
from limen.wire.model import Shape
from limen.wire.service_models import API_VERSIONS, QUERY_VERSIONS, load_service
from tests.attack.inside import ANYTHING, NOW, Inside, flatten, signed, trusting

OPERATIONS = [(service, name) for service in QUERY_VERSIONS.values() for name in load_service(service)]
HANDLED = [(operation.service, operation.name) for operation in all_operations()]

ARN = "arn:aws:iam::111122223333:"
NAMES = [
    "alice",
    "ALICE",
    "group",
    "role",
    "policy",
    "profile",
    "nobody",
    "admin",
    "x" * 64,
    "x" * 129,
    "a/b",
    "a b",
    "",
]
ARNS = [
    f"{ARN}user/alice",
    f"{ARN}role/role",
    f"{ARN}policy/policy",
    f"{ARN}group/group",
    f"{ARN}root",
    "arn:aws:iam::aws:policy/AdministratorAccess",
    "arn:aws:iam::999988887777:role/role",
    "arn:aws:iam::x:policy/",
    "arn:::::",
    "arn:aws:iam::111122223333:policy/../policy",
    "*",
    f"{ARN}policy/*",
]
PATHS = ["/", "/a/", "//", "/*/", "/a/../b/", "a", "/" + "x" * 510 + "/", "/${aws:username}/"]
TEXTS = [
    "\0",
    "\x01",
    "\r\n",
    "<&>\"'",
    "]]>",
    "é",
    "\u202e",
    "\ufffe",
    "\U0001f600",
    "%00",
    "' OR 1=1 --",
    "${jndi:x}",
    "true",
    "2026-01-01T00:00:00Z",
    "0001-01-01T00:00:00-23:59",
    "-1",
    "1e999",
    "9" * 5000,
    "x" * 131_073,
]
TRUST = trusting("*")
POLICIES = [
    ANYTHING,
    TRUST,
    "{}",
    "[",
    "null",
    '"x"',
    "[" * 50_000,
    '{"a":' * 20_000,
    '{"Version":"2012-10-17","Statement":[]}',
    '{"Version":"2012-10-17","Version":"2008-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
    ANYTHING.replace("Allow", "\ud83d\ude00"),
    ANYTHING.replace('"*"', '"' + "*a" * 3000 + '"'),
    ANYTHING + " " * 131_072,
    json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Action": "iam:*",
                "Resource": "*",
                "Condition": {
                    "NumericLessThan": {"aws:EpochTime": "9" * 4000},
                    "IpAddress": {"aws:SourceIp": "::/0"},
                    "DateLessThan": {"aws:CurrentTime": "99999-99-99"},
                    "Null": {"aws:x": "maybe"},
                },
            },
        }
    ),
    json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "iam:?*?*?*", "Resource": "*"}] * 900}
    ),
    ANYTHING.replace('"*"', "1e400"),
    "\ufeff" + ANYTHING,
    ANYTHING.replace("*", "${aws:username}${", 2),
]

COMMON = 8
"""So many of the first values, which can be right, are tried most often."""

_text = st.one_of(
    st.sampled_from(NAMES), st.sampled_from(ARNS), st.sampled_from(PATHS), st.sampled_from(TEXTS), st.text(max_size=40)
)
_number = st.sampled_from(
    ["0", "1", "-1", "3600", "43200", "1000", "2147483648", "1.5", "", "01", "+1", "٣", "9" * 400]
)


def texts_for(name: str) -> st.SearchStrategy[str]:
    """Mostly fitting values, so that calls get far."""
    kinds = {
        "Document": POLICIES,
        "Policy": POLICIES,
        "PolicyInputList": POLICIES,
        "Arn": ARNS,
        "Path": PATHS,
        "PathPrefix": PATHS,
        "Name": NAMES,
    }
    fitting = next((values for ending, values in kinds.items() if name.endswith(ending)), None)
    if fitting is None:
        return _text
    return st.one_of(*[st.sampled_from(fitting[:COMMON])] * 3, st.sampled_from(fitting), _text)


def values(shape: Shape, name: str) -> st.SearchStrategy[Any]:
    if shape.enum:
        return st.one_of(st.sampled_from(shape.enum), _text)
    if shape.type == "structure":
        return structures(shape)
    if shape.type == "list":
        return st.lists(values(shape.members["member"], name), max_size=3)
    if shape.type in {"integer", "long"}:
        return _number
    if shape.type == "boolean":
        return st.sampled_from(["true", "false", "1", "TRUE", "", "maybe"])
    return texts_for(name)


def structures(shape: Shape) -> st.SearchStrategy[dict[str, Any]]:
    members = {name: values(member, name) for name, member in shape.members.items()}
    required = {name: strategy for name, strategy in members.items() if name in shape.required}
    optional = {name: strategy for name, strategy in members.items() if name not in shape.required}
    return st.fixed_dictionaries(required, optional=optional)


def _calls(service: str, name: str) -> st.SearchStrategy[tuple[str, str, list[tuple[str, str]]]]:
    shape = load_service(service).get_operation(name).input
    pairs = structures(shape).map(lambda parameters: list(flatten(parameters)))
    return st.tuples(st.just(service), st.just(name), pairs)


handled_calls = st.sampled_from(HANDLED).flatmap(lambda call: _calls(*call))
all_calls = st.sampled_from(OPERATIONS).flatmap(lambda call: _calls(*call))


@pytest.fixture(scope="module")
def inside(tmp_path_factory):
    """A world in which the names above exist."""
    made = Inside(tmp_path_factory.mktemp("inside"))
    made.must("CreateUser", UserName="alice")
    made.must("CreateGroup", GroupName="group")
    made.must("CreatePolicy", PolicyName="policy", PolicyDocument=ANYTHING)
    made.must("CreateRole", RoleName="role", AssumeRolePolicyDocument=TRUST)
    made.must("CreateInstanceProfile", InstanceProfileName="profile")
    yield made
    made.store.close()


def body_of(service, name, pairs):
    return urlencode([("Action", name), ("Version", API_VERSIONS[service]), *pairs], errors="surrogatepass").encode()


@given(call=handled_calls)
@settings(max_examples=300)
def test_any_parameters_of_what_is_built_get_a_modeled_answer(inside, call):
    service, name, pairs = call
    inside.send(signed(inside.admin, body_of(service, name, pairs), service, NOW))


@given(call=all_calls)
def test_any_parameters_of_anything_get_a_modeled_answer(inside, call):
    service, name, pairs = call
    reply = inside.send(signed(inside.admin, body_of(service, name, pairs), service, NOW))
    assert reply.code != "NotImplemented" or name in reply.text


MUTATIONS = [
    lambda body: body.replace(b"&", b"&&"),
    lambda body: body + b"&" + body,
    lambda body: body[: len(body) // 2],
    lambda body: body.replace(b"=", b""),
    lambda body: body.replace(b".1", b".0"),
    lambda body: body.replace(b".1", b".-1"),
    lambda body: body.replace(b".1", b".1000000000000"),
    lambda body: body.replace(b".member", b".entry"),
    lambda body: body.replace(b"member", b"member.member.member"),
    lambda body: body + b"&" + b"a." * 5000 + b"=1",
    lambda body: body + b"&%ff=%fe",
    lambda body: body + b"&\x80=1",
    lambda body: body + b"&x=%u1234",
    lambda body: body + b"".join(b"&p%d=1" % n for n in range(5000)),
    lambda body: body.swapcase(),
    lambda body: body.replace(b"%", b"%25"),
    lambda body: body + b"&Action=DeleteUser",
    lambda body: b"\xef\xbb\xbf" + body,
    lambda body: body + b"&Tags.member.1.Key=a&Tags.member.1=b",
    lambda body: body + b"&Tags=x&Tags.member.1.Key=a",
    lambda body: body + b"&UserName.member.1=x",
    lambda body: body + b";UserName=alice",
    lambda body: body + b"&=&==&",
]


@given(call=handled_calls, mutate=st.sampled_from(MUTATIONS))
def test_any_damage_to_the_form_gets_a_modeled_answer(inside, call, mutate):
    service, name, pairs = call
    inside.send(signed(inside.admin, mutate(body_of(service, name, pairs)), service, NOW))


@given(body=st.binary(max_size=300))
def test_any_bytes_get_a_modeled_answer(inside, body):
    assert inside.send(signed(inside.admin, body, "iam", NOW)).status == 400


@pytest.mark.parametrize("document", POLICIES)
@pytest.mark.parametrize(
    ("operation", "names"),
    [
        ("CreatePolicy", {"PolicyName": "new"}),
        ("PutUserPolicy", {"UserName": "alice", "PolicyName": "new"}),
        ("PutGroupPolicy", {"GroupName": "group", "PolicyName": "new"}),
        ("CreatePolicyVersion", {"PolicyArn": ARNS[2]}),
        ("PutRolePolicy", {"RoleName": "role", "PolicyName": "new"}),
    ],
)
def test_hostile_policies_are_stored_whole_or_not_at_all(inside, operation, names, document):
    fields = [*names.items(), ("PolicyDocument", document)]
    reply = inside.send(signed(inside.admin, body_of("iam", operation, fields), "iam", NOW))
    if reply.status == 200 and operation == "PutUserPolicy":
        stored = inside.must("GetUserPolicy", UserName="alice", PolicyName="new").find("PolicyDocument")
        assert stored == quote(document, safe="")
    inside.call(inside.admin, "DeletePolicy", PolicyArn=f"{ARN}policy/new")


@pytest.mark.parametrize("document", POLICIES)
def test_hostile_policies_can_be_simulated_or_not(inside, document):
    fields = [
        ("PolicyInputList.member.1", document),
        ("ActionNames.member.1", "iam:GetUser"),
        ("ResourceArns.member.1", f"{ARN}user/" + "a" * 500),
        ("ContextEntries.member.1.ContextKeyName", "aws:EpochTime"),
        ("ContextEntries.member.1.ContextKeyType", "numeric"),
        ("ContextEntries.member.1.ContextKeyValues.member.1", "9" * 4000),
    ]
    inside.send(signed(inside.admin, body_of("iam", "SimulateCustomPolicy", fields), "iam", NOW))
