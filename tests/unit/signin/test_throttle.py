import json

import pytest

from limen.authn.attempts import PER_USER
from limen.signin.throttle import source_subject
from limen.signin.token_endpoint import is_renewal, refuse_busy
from limen.signin.token_grants import CLIENT_ID
from limen.wire.http import HTTPRequest
from tests.unit.operations.world import ACCOUNT, NOW
from tests.unit.signin.client import ALICE, ROOT, Client, error_of


@pytest.mark.parametrize(
    ("peer", "same", "other"),
    [
        ("192.0.2.1", "::ffff:192.0.2.1", "192.0.2.2"),
        ("2001:db8::1", "2001:DB8:0:0:ffff::2", "2001:db8:0:1::1"),
        ("a-socket", "a-socket", "another"),
        ("", "", "192.0.2.1"),
    ],
)
def test_what_counts_as_one_source(peer, same, other):
    assert source_subject(peer) == source_subject(same)
    assert source_subject(peer) != source_subject(other)


WRONG = {"password": "Wrong-horse-1"}


@pytest.mark.parametrize(
    "spellings",
    [
        [ALICE, ALICE | {"account": "acme"}, ALICE | {"account": "ACME", "userName": "Alice"}],
        [ALICE | {"userName": "nobody"}, ALICE | {"account": "acme", "userName": "NOBODY"}],
        [ROOT, ROOT | {"account": ACCOUNT}, ROOT | {"account": "acme", "email": "OWNER@example.com"}],
        [ROOT | {"email": "x@example.com"}, ROOT | {"email": "x@example.com", "account": ACCOUNT}],
    ],
)
def test_every_spelling_of_a_name_shares_the_free_failures(client: Client, spellings):
    statuses = [
        client.post(**spellings[turn % len(spellings)] | WRONG).status for turn in range(PER_USER.free_failures)
    ]
    assert set(statuses) == {403}
    assert {client.post(**spelling | WRONG).status for spelling in spellings} == {429}


def test_a_renewal_is_distinguished_from_a_sign_in(client: Client):
    def asks(**members):
        body = json.dumps({"clientId": CLIENT_ID, **members}).encode()
        return is_renewal(HTTPRequest("POST", "/v1/token", "", (("content-type", "application/json"),), body))

    assert asks(grantType="refresh_token", refreshToken="x")
    assert not asks(**ALICE)
    assert asks(grantType="password")  # Malformed: refused without any work on passwords.


def test_a_sign_in_without_room_waits_and_leaves_a_record(client: Client):
    request = HTTPRequest("POST", "/v1/token", "", (), b"")
    response, record = refuse_busy(request, client.world.environment, now=NOW, request_id="request-1")
    assert error_of(response) == (429, "TooManyRequestsError", "rate_exceeded")
    assert int(dict(response.headers)["Retry-After"]) >= 1
    assert json.loads(record.document)["errorCode"] == "TooManyRequestsError"
