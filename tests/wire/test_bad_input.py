"""Any input: a modeled fault, never a 500, nothing written, and the server keeps running (promise P9)."""

import socket
import time
from urllib.parse import urlencode

import pytest

from limen.server.bodies import MAX_SIGN_IN_BODY_BYTES
from tests.wire.raw_http import exchange, post, render

CREATE = b"Action=CreateUser&Version=2010-05-08&UserName="


@pytest.fixture(autouse=True)
def nothing_written_and_alive(server):
    before = names(server)
    yield
    assert names(server) == before


def names(server):
    return {user["UserName"] for user in server.client("iam").list_users()["Users"]}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "InvalidAction"),
        (b"Action=NoSuchThing&Version=2010-05-08", 400, "InvalidAction"),
        (b"Action=CreateUser&Version=1999-01-01&UserName=x", 400, "InvalidAction"),
        (b"Action=CreateUser&Version=2010-05-08", 400, "ValidationError"),
        (CREATE + b"a%20b", 400, "ValidationError"),
        (CREATE + b"x" * 65, 400, "ValidationError"),
        (CREATE + b"%ff%fe", 400, None),
        (CREATE + b"x%0a", 400, "ValidationError"),
        (b"\x00\xff\xfe" * 100, 400, None),
        (CREATE + b"x&Tags.member.0.Key=a&Tags.member.0.Value=b", 400, "MalformedInput"),
        (CREATE + b"x&Tags.member.99999999999999999999.Key=a", 400, "MalformedInput"),
        (CREATE + b"x&Tags.member.a.Key=a", 400, None),
        (b"Action=CreatePolicy&Version=2010-05-08&PolicyName=p&PolicyDocument=%7B", 400, "MalformedPolicyDocument"),
        (b"Action=CreatePolicy&Version=2010-05-08&PolicyName=p&PolicyDocument=" + b"[" * 100_000, 400, None),
        (b"Action=GetUser&Version=2010-05-08&" + b"x=1&" * 50_000, None, None),
        (CREATE + b"x" * (2 * 1024 * 1024), 413, "RequestEntityTooLarge"),
        (b"&".join(b"Tags.member.%d.Key=k%d" % (n, n) for n in range(1, 5000)) + b"&" + CREATE + b"x", 400, None),
    ],
)  # fmt: skip
def test_a_malformed_signed_call_is_a_modeled_fault(server, body, status, code):
    reply = post(server, body)
    assert reply.status < 500
    assert reply.status == (status or reply.status)
    if reply.status != 200:
        assert reply.code == (code or reply.code) != ""
        assert "x-amzn-requestid" in reply.head.lower()


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
def test_a_wrong_content_type_is_not_a_500(server, content_type):
    assert post(server, b'{"Action": "CreateUser", "UserName": "x"}', content_type=content_type).status in (400, 415)


@pytest.mark.parametrize(
    "authorization",
    ["AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=", "AWS4-HMAC-SHA256 Credential=////, SignedHeaders=, Signature=",
     "AWS4-HMAC-SHA256 " + "x=y," * 5000, "AWS4-ECDSA-P256-SHA256 Credential=a/b/c/d/e", "Basic YTpi", "\xff\xfe"],
)  # fmt: skip
def test_a_malformed_signature_is_refused(server, authorization):
    data = render("POST", "/", server, {"Authorization": authorization, "Content-Type": "text/plain"}, CREATE + b"x")
    reply = exchange(server, data)
    assert reply.status in (400, 403)
    assert reply.code


@pytest.mark.parametrize(
    "query", ["X-Amz-Signature=", "X-Amz-Signature=x&X-Amz-Credential=%00", "X-Amz-Signature=%zz&Action=%"]
)
def test_a_malformed_presigned_request_is_refused(server, query):
    reply = exchange(server, render("GET", f"/?{query}", server, {}))
    assert reply.status in (400, 403)
    assert reply.code


def test_a_flood_of_headers_is_cut_off(server):
    many = {f"x-flood-{number}": "1" for number in range(5000)}
    assert exchange(server, render("POST", "/", server, many)).status == 431


def test_an_endless_header_is_cut_off(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nx-endless: ")
        sent = 0
        try:
            while sent < 64 * 1024 * 1024:
                sent += connection.send(b"x" * 65536)
        except (BrokenPipeError, ConnectionResetError):
            pass
        assert sent < 16 * 1024 * 1024


def test_an_endless_chunked_body_is_cut_off(server):
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(head)
        sent = 0
        try:
            while sent < 64 * 1024 * 1024:
                sent += connection.send(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        except (BrokenPipeError, ConnectionResetError):
            pass
        assert sent < 32 * 1024 * 1024


@pytest.mark.parametrize(
    "data",
    [b"\x00" * 1000, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01",
     b"POST / HTTP/1.1\r\n: x\r\n\r\n",
     b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", b"GET //[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
     b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
     b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n"],
)  # fmt: skip
def test_bytes_that_are_not_http_are_not_a_500(server, data):
    assert exchange(server, data).status < 500


def test_a_client_that_hangs_up_in_the_middle_leaves_nothing_behind(server):
    whole = render("POST", "/", server, {"Content-Length": "1000"}, CREATE + b"half")
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
            connection.sendall(whole)
    time.sleep(0.1)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_not_calls(server, method):
    reply = exchange(server, render(method, "/", server, {}))
    assert reply.status == 405
    signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260301/us-east-1/iam/aws4_request"}
    assert exchange(server, render(method, "/", server, signed)).code == "MethodNotAllowed"


@pytest.mark.parametrize("body", [b"", b"[]", b'{"grantType": []}', b"\xff", b"[" * 100_000, b'{"a":' * 50_000])
def test_the_sign_in_service_survives_as_well(server, body):
    reply = exchange(server, render("POST", "/v1/token", server, {"Content-Type": "application/json"}, body))
    assert reply.status == (413 if len(body) > MAX_SIGN_IN_BODY_BYTES else 400)


def test_what_was_malformed_is_in_the_audit_trail(server):
    post(server, b"Action=NoSuchThing&Version=2010-05-08")
    exchange(server, render("POST", "/", server, {}, b"Action=ListUsers&Version=2010-05-08"))
    misunderstood, unsigned = server.audit("--errors")[-2:]
    assert (misunderstood["eventName"], misunderstood["errorCode"]) == ("Unknown", "InvalidAction")
    assert misunderstood["userIdentity"]["userName"] == "admin"
    assert (unsigned["eventName"], unsigned["errorCode"]) == ("ListUsers", "MissingAuthenticationToken")
    assert unsigned["userIdentity"]["type"] in ("Unknown", "AWSAccount")


def test_a_form_in_the_query_string_is_a_call_as_well(server):
    query = urlencode({"Action": "ListUsers", "Version": "2010-05-08"})
    assert exchange(server, render("GET", f"/?{query}", server, {})).code == "MissingAuthenticationToken"


@pytest.mark.parametrize("path", ["/v1/token", "/console/session", "/console/session/credentials"])
@pytest.mark.parametrize("origin", [b"http://[", b"http://[x]", b"http://[::1", b"//", b"\xff", b"null"])
def test_a_malformed_origin_is_refused(server, path, origin):
    head = b"POST %s HTTP/1.1\r\nHost: localhost\r\nOrigin: %s\r\nContent-Length: 2\r\n" % (path.encode(), origin)
    assert exchange(server, head + b"Connection: close\r\n\r\n{}").status == 403
