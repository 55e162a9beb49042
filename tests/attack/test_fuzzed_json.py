"""The JSON and REST-JSON services with input that is right, nearly right and hostile (P9).

A fault must have a code in the protocol of its service; the rest is checked by `inside.Inside.send`.
"""

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.operations.catalog import all_operations
from limen.wire.http import HTTPRequest
from limen.wire.model import Location, Shape
from limen.wire.service_models import QUERY_VERSIONS, SERVICES, load_service
from tests.attack.inside import ANYTHING, NOW, Inside
from tests.unit.sigv4.signing import sign

JSON_SERVICES = sorted(SERVICES - set(QUERY_VERSIONS.values()))
OPERATIONS = [(service, name) for service in JSON_SERVICES for name in load_service(service)]
HANDLED = [(each.service, each.name) for each in all_operations() if each.service in JSON_SERVICES]

TEXTS = [
    "", "x", "EventName", "IDENTITY_POLICY", "RESOURCE_POLICY", "RESOURCE_CONTROL_POLICY", "insight", "true", "alice",
    "AWS::IAM::AssumeRolePolicyDocument", ANYTHING, ANYTHING.replace("*", "s3:Get*Object", 1), "{", "null", "\0",
    "\ud800", "\U0001f600", "é", "<&>", "..", "a/b", "%2F", "x" * 70_000, "[" * 20_000, '{"a":' * 20_000,
    "2026-01-01T00:00:00Z", "9" * 400,
]  # fmt: skip
NUMBERS = [0, 1, -1, 50, 51, 2**31, 2**63, 1.5, 1e308, -1e18, 1_773_500_966]
LABELS = ["a", "a%2Fb", "arn%3Aaws", "%00", "%ff", "%", "."]
ODD: list[Any] = [None, True, [], {}, [[]], {"a": None}, "x", 0]

odd = st.sampled_from(ODD)
texts = st.sampled_from(TEXTS) | st.text(max_size=20)


def values(shape: Shape, depth: int = 0) -> st.SearchStrategy[Any]:
    """Mostly values of the shape, sometimes anything else."""
    if depth > 5:
        return odd
    right: st.SearchStrategy[Any]
    if shape.type == "structure":
        members = {shape.place(name).name: values(member, depth + 1) for name, member in shape.members.items()}
        right = st.fixed_dictionaries({}, optional=members)
    elif shape.type == "list":
        right = st.lists(values(shape.members["member"], depth + 1), max_size=3)
    elif shape.type == "map":
        right = st.dictionaries(texts, values(shape.members["value"], depth + 1), max_size=2)
    elif shape.enum:
        right = st.sampled_from(shape.enum) | texts
    elif shape.type in {"integer", "long", "float", "double", "timestamp"}:
        right = st.sampled_from(NUMBERS) | st.sampled_from(TEXTS)
    else:
        right = texts
    return st.integers(0, 9).flatmap(lambda chance: odd if chance == 0 else right)


def requests(service: str, name: str) -> st.SearchStrategy[tuple[str, str, str, str, Any]]:
    """Service, operation, raw path, raw query string and body."""
    model = load_service(service)
    operation = model.get_operation(name)
    path, _, query = operation.uri.partition("?")
    places = operation.input.places
    for place in places.values():
        if place.location is Location.PATH:
            path = path.replace(f"{{{place.name}}}", "LABEL")
    names = [place.name for place in places.values() if place.location is Location.QUERY_STRING]
    pairs = st.lists(st.tuples(st.sampled_from([*names, "x"]), st.sampled_from(TEXTS[:12])), max_size=3)
    return st.tuples(
        st.just(service),
        st.just(name),
        st.sampled_from(["a", "a%2Fb", "arn%3Aaws", "%00", "%ff", "%", "."]).map(
            lambda text: path.replace("LABEL", text)
        ),
        pairs.map(lambda found: "&".join([query, *(f"{key}={quote(value)}" for key, value in found)]).strip("&")),
        values(operation.input),
    )


@pytest.fixture(scope="module")
def inside(tmp_path_factory):
    made = Inside(tmp_path_factory.mktemp("inside"))
    made.must("CreateUser", UserName="alice")
    yield made
    made.store.close()


def send(inside: Inside, service: str, name: str, path: str, query: str, body: bytes) -> None:
    model = load_service(service)
    method, headers = model.get_operation(name).method, [("Content-Type", "application/json")]
    if model.protocol == "json":
        headers = [
            ("Content-Type", "application/x-amz-json-1.1"),
            ("X-Amz-Target", f"{min(model.target_prefixes)}.{name}"),
        ]
    keys = inside.admin
    request = sign(
        method,
        path,
        query,
        headers,
        body,
        service=service,
        key_id=keys.access_key_id,
        secret=keys.secret_access_key,
        at=NOW,
    )
    check(inside, request)


def check(inside: Inside, request: HTTPRequest) -> None:
    answer = inside.pipeline.handle(request, inside.now)
    assert answer.response.status < 500, answer.response.body
    document = json.loads(answer.response.body or b"{}")
    if answer.response.status != 200:
        code = document.get("__type") or dict(answer.response.headers)["x-amzn-ErrorType"]
        assert code.isalpha()
        assert document.get("message") or document.get("Message")


@given(call=st.sampled_from(HANDLED).flatmap(lambda call: requests(*call)))
@settings(max_examples=200)
def test_any_input_of_what_is_built_gets_a_modelled_answer(inside, call):
    service, name, path, query, body = call
    send(inside, service, name, path, query, json.dumps(body).encode())


@given(call=st.sampled_from(OPERATIONS).flatmap(lambda call: requests(*call)))
def test_any_input_of_anything_gets_a_modelled_answer(inside, call):
    service, name, path, query, body = call
    send(inside, service, name, path, query, json.dumps(body).encode())


@given(st.sampled_from(HANDLED), st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_get_a_modelled_answer(inside, call, body):
    service, name = call
    path = load_service(service).get_operation(name).uri
    send(inside, service, name, path, "", body)
