"""Answers to proxies: decisions, the caller that was found, and that everything uncertain is refused."""

import json
from dataclasses import replace
from urllib.parse import quote

import pytest

from limen.domain.iam.credentials import ServiceCredential
from limen.domain.own_services import OwnService
from limen.errors import ServiceUnavailableError
from limen.runtime.guest import Work
from limen.wire.http import HTTPRequest
from tests.unit.gateway.guarded import (
    CLIENT,
    FILES,
    PAGE,
    WIKI,
    Guarded,
    basic,
    describe,
    headers_of,
)
from tests.unit.operations.iam.certificates import certificate as make_certificate
from tests.unit.operations.world import ACCOUNT, NOW

MANNERS = ("forwarded", "nginx", "envoy")


@pytest.fixture
def friend(guarded: Guarded) -> dict[str, str]:
    """The header with which the friend's programs authenticate."""
    return {"authorization": make_credential(guarded)}


def make_credential(guarded, user="friend", **parameters):
    guarded.world.put(OwnService(ACCOUNT, "files", "{}", NOW, NOW))
    made = guarded.world.call("CreateServiceSpecificCredential", UserName=user, ServiceName="files", **parameters)
    credential = made["ServiceSpecificCredential"]
    return basic(credential["ServiceUserName"], credential["ServicePassword"])


def error_of(response):
    return response.status, json.loads(response.body)["code"]


# --- decisions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("manner", MANNERS)
def test_what_policies_allow_is_let_through_with_the_callers_name(guarded, friend, manner):
    response = guarded.ask("GET", "/docs/a.txt", manner=manner, **friend)
    assert response.status == 200
    assert response.body == b""
    headers = headers_of(response)
    assert headers["x-limen-user"] == "friend"
    assert headers["x-limen-arn"] == f"arn:aws:iam::{ACCOUNT}:user/friend"
    assert headers["x-limen-groups"] == "friends"
    assert headers["x-team"] == "garden"


def test_a_group_with_a_comma_in_its_name_is_not_two_groups(guarded, friend):
    guarded.world.call("CreateGroup", GroupName="book,admins")
    guarded.world.call("AddUserToGroup", GroupName="book,admins", UserName="friend")
    headers = headers_of(guarded.ask("GET", "/docs/a.txt", **friend))
    assert headers["x-limen-groups"] == "book%2Cadmins,friends"


@pytest.mark.parametrize("manner", MANNERS)
def test_what_policies_deny_is_refused_with_the_statement(guarded, friend, manner):
    response = guarded.ask("DELETE", "/docs/contract.pdf", manner=manner, **friend)
    assert response.status == 403
    content = json.loads(response.body)
    assert (content["statement"], content["policy"]) == ("KeepImportant", "Friends")
    assert "is not authorized to perform: files:Delete" in content["message"]
    assert content["requestId"] == headers_of(response)["x-limen-request-id"]


def test_only_a_denial_is_traced_and_that_once(guarded, friend, traced):
    assert guarded.ask("GET", "/docs/contract.pdf", **friend).status == 200
    assert traced == []
    assert guarded.ask("DELETE", "/docs/contract.pdf", **friend).status == 403
    assert [request.action for request, _ in traced] == ["files:Delete"]


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/docs/contract.pdf", 200),
        ("HEAD", "/docs/contract.pdf", 200),
        ("PUT", "/docs/a.txt", 200),
        ("DELETE", "/docs/a.txt", 200),
        ("DELETE", "/docs/secret.key", 403),
        ("DELETE", "/docs/secret.KEY", 403),
        ("GET", "/settings", 403),
        ("POST", "/settings/users", 403),
    ],
)
def test_the_friends_story(guarded, friend, method, target, status):
    assert guarded.ask(method, target, **friend).status == status


def test_a_refusal_for_people_is_a_page_that_names_the_statement(guarded, friend):
    response = guarded.ask("DELETE", "/docs/a<b>.key", **friend, **PAGE)
    page = response.body.decode()
    assert response.status == 403
    for text in ("KeepKeys", "Friends", "files:Delete", "a&lt;b&gt;.key", headers_of(response)["x-limen-request-id"]):
        assert text in page
    assert "a<b>" not in page
    policy = headers_of(response)["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy


def test_an_implicit_denial_says_that_nothing_allows(guarded, friend):
    content = json.loads(guarded.ask("POST", "/settings/users", **friend).body)
    assert "because no identity-based policy allows the files:ChangeSettings action" in content["message"]
    assert "statement" not in content


def test_a_public_path_is_open_and_says_that_nobody_is_known(guarded):
    response = guarded.ask("GET", "/assets/logo.png", x_limen_user="admin")
    headers = headers_of(response)
    assert response.status == 200
    assert (headers["x-limen-user"], headers["x-limen-arn"], headers["x-team"]) == ("", "", "")


def test_a_new_policy_counts_at_the_next_request(guarded, friend):
    assert guarded.ask("GET", "/docs/a.txt", **friend).status == 200
    guarded.allow({"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}})
    assert guarded.ask("GET", "/docs/a.txt", **friend).status == 403


def test_conditions_see_the_request(guarded, friend):
    def only_if(operator, key, value):
        condition = {operator: {key: value}}
        statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}
        guarded.allow({"Version": "2012-10-17", "Statement": statement})
        return guarded.ask("GET", "/docs/a.txt", **friend, user_agent="curl/8").status

    assert only_if("IpAddress", "aws:SourceIp", f"{CLIENT}/32") == 200
    assert only_if("IpAddress", "aws:SourceIp", "127.0.0.0/8") == 403
    assert only_if("Bool", "aws:SecureTransport", "true") == 200
    assert only_if("StringLike", "aws:UserAgent", "curl/*") == 200
    assert only_if("StringEquals", "aws:username", "friend") == 200
    assert only_if("StringEquals", "aws:PrincipalTag/Team", "garden") == 200
    assert only_if("StringEquals", "aws:ResourceAccount", ACCOUNT) == 200
    assert only_if("StringEquals", "files:Extension", "txt") == 200
    assert only_if("Bool", "aws:MultiFactorAuthPresent", "true") == 403


# --- what is refused before anybody is looked at ---------------------------------------------------------------------


@pytest.mark.parametrize("manner", MANNERS)
def test_an_unmapped_request_is_refused(guarded, friend, manner):
    response = guarded.ask("PATCH", "/docs/a.txt", manner=manner, **friend)
    assert error_of(response) == (403, "AccessDenied")
    assert "No route" in json.loads(response.body)["message"]


@pytest.mark.parametrize("target", ["/docs/../settings", "/docs//a", "/docs%2fa", "/assets/..;/settings", "//x"])
def test_an_ambiguous_path_is_refused(guarded, friend, target):
    assert guarded.ask("GET", target, **friend).status == 400
    assert guarded.ask("GET", target, manner="nginx", **friend).status == 403, "nginx passes on 401 and 403 only"


def test_a_host_without_a_site_is_refused(guarded, friend):
    assert guarded.ask("GET", "/docs/a.txt", "https://other.example.com", **friend).status == 403
    assert guarded.ask("GET", "/docs/a.txt", "https://files.example.com:8443", **friend).status == 403
    assert guarded.ask("GET", "/docs/a.txt", "https://FILES.example.com.", **friend).status == 200


@pytest.mark.parametrize("peer", ["192.0.2.7", "10.0.0.1", "::ffff:10.0.0.1", "nonsense"])
def test_only_trusted_proxies_may_ask(guarded, friend, peer):
    response = guarded.ask("GET", "/docs/a.txt", peer=peer, **friend)
    assert response.status == 403
    assert b"may not request" in response.body


def with_header(name, value):
    request = describe("GET", "/assets/logo.png")
    return replace(request, headers=(*request.headers, (name, value)))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-original-uri", "/assets/other.png"),
        ("x-original-method", "GET"),
        ("x-forwarded-uri", "/assets/other.png"),
        ("x-forwarded-method", "GET"),
        ("x-forwarded-host", "wiki.example.com"),
    ],
)
def test_two_descriptions_of_a_request_are_not_chosen_from(guarded, name, value):
    assert guarded.answer(with_header(name, value)).response.status == 400


def test_both_descriptions_may_say_the_same(guarded):
    request = describe("GET", "/assets/logo.png")
    same = (("x-original-method", "GET"), ("x-original-uri", "/assets/logo.png"))
    assert guarded.answer(replace(request, headers=(*request.headers, *same))).response.status == 200
    other = (("x-original-method", "GET"), ("x-original-uri", "/settings"))
    assert guarded.answer(replace(request, headers=(*request.headers, *other))).response.status == 400


def test_a_proxy_that_describes_nothing_is_refused(guarded):
    headers = (("host", "files.example.com"),)
    assert guarded.answer(HTTPRequest("GET", "/forward-auth", "", headers, b"", "127.0.0.1")).response.status == 400


def test_the_clients_address_is_the_last_that_no_trusted_proxy_has(guarded):
    def seen(*values):
        guarded.ask("GET", "/nothing", x_forwarded_for=values[0])
        request = describe("PATCH", "/nothing")
        kept = tuple(pair for pair in request.headers if pair[0] != "x-forwarded-for")
        guarded.world.store.append([])
        added = tuple(("x-forwarded-for", value) for value in values)
        record = guarded.answer(replace(request, headers=(*kept, *added))).record
        return record.source_ip

    assert seen("192.0.2.9") == "192.0.2.9"
    assert seen("203.0.113.1, 192.0.2.9") == "192.0.2.9", "the client may have sent the first"
    assert seen("203.0.113.1", "192.0.2.9") == "192.0.2.9"
    assert seen("192.0.2.9, 127.0.0.1") == "192.0.2.9"
    assert seen("127.0.0.1") == "127.0.0.1"
    assert seen("[2001:db8::1]:443") == "2001:db8::1"
    assert seen("::ffff:192.0.2.9") == "192.0.2.9"
    assert seen("") == ""


@pytest.mark.parametrize("value", ["unknown", "192.0.2.9, nonsense", "8.8.8.8:", "_hidden"])
def test_a_proxy_that_names_no_address_is_refused(guarded, value):
    request = describe("GET", "/docs/a.txt")
    kept = tuple(pair for pair in request.headers if pair[0] != "x-forwarded-for")
    answer = guarded.answer(replace(request, headers=(*kept, ("x-forwarded-for", value))))
    assert answer.response.status == 400


# --- who -------------------------------------------------------------------------------------------------------------


def test_nobody_is_asked_to_sign_in(guarded):
    response = guarded.ask("GET", "/docs/a.txt")
    assert error_of(response) == (401, "SignInRequired")
    challenges = [value for name, value in response.headers if name == "www-authenticate"]
    assert challenges == ['Basic realm="files.example.com", charset="UTF-8"', 'Bearer realm="files.example.com"']


def test_scripts_in_pages_get_no_challenge_that_opens_a_window(guarded):
    response = guarded.ask("GET", "/docs/a.txt", sec_fetch_mode="cors")
    assert response.status == 401
    assert headers_of(response)["www-authenticate"] == 'Limen realm="Limen"'


@pytest.mark.parametrize("manner", ["forwarded", "envoy"])
def test_people_are_led_to_the_page_where_they_sign_in(guarded, manner):
    response = guarded.ask("GET", "/docs/a.txt?x=1", manner=manner, **PAGE)
    assert response.status == 302
    assert headers_of(response)["location"].startswith("https://limen.example.com/signin?site=https%3A%2F%2Ffiles")


def test_nginx_is_answered_401_for_people_as_well(guarded):
    assert guarded.ask("GET", "/docs/a.txt", manner="nginx", **PAGE).status == 401


def test_a_form_of_somebody_who_is_not_signed_in_is_not_led_anywhere(guarded):
    assert guarded.ask("PUT", "/docs/a.txt", **PAGE).status == 401


@pytest.mark.parametrize("scheme", ["Basic", "basic", "Bearer", "BEARER"])
def test_basic_and_bearer_carry_a_credential_of_the_service(guarded, friend, scheme):
    text = friend["authorization"].partition(" ")[2]
    assert guarded.ask("GET", "/docs/a.txt", authorization=f"{scheme} {text}").status == 200


@pytest.mark.parametrize(
    "authorization",
    [
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basic " + "A" * 5000,
        basic("friend-at-111122223333", "wrong"),
        basic("friend-at-111122223333", ""),
        basic("nobody-at-111122223333", "wrong"),
        basic("", ""),
        "Basic /w==",
    ],
)
def test_wrong_credentials_are_refused_and_never_replaced_by_a_session(guarded, browser, authorization):
    make_credential(guarded)
    browser.sign_in(f"{FILES}/docs/a.txt")
    assert browser.open(f"{FILES}/docs/a.txt").status == 200
    response = browser.open(f"{FILES}/docs/a.txt", authorization=authorization, accept="application/json")
    assert error_of(response) == (401, "SignInRequired")


def test_inactive_expired_and_deleted_credentials_are_refused(guarded):
    authorization = make_credential(guarded, CredentialAgeDays=1)
    (credential,) = guarded.world.store.latest().all(ServiceCredential, ACCOUNT)
    assert guarded.ask("GET", "/docs/a.txt", authorization=authorization).status == 200
    guarded.world.put(replace(credential, is_active=False))
    assert guarded.ask("GET", "/docs/a.txt", authorization=authorization).status == 401
    guarded.world.put(credential)
    assert guarded.later(days=1).ask("GET", "/docs/a.txt", authorization=authorization).status == 401
    guarded.world.put(replace(credential, owner_id="AIDANOBODY", expires=None))
    assert guarded.ask("GET", "/docs/a.txt", authorization=authorization).status == 401


def test_a_credential_of_another_service_is_refused(guarded):
    made = guarded.world.call(
        "CreateServiceSpecificCredential", UserName="friend", ServiceName="codecommit.amazonaws.com"
    )["ServiceSpecificCredential"]
    authorization = basic(made["ServiceUserName"], made["ServicePassword"])
    assert guarded.ask("GET", "/docs/a.txt", authorization=authorization).status == 401


def test_two_credentials_are_one_too_many(guarded, friend):
    request = describe("GET", "/docs/a.txt", **friend)
    twice = (*request.headers, ("authorization", friend["authorization"]))
    assert guarded.answer(replace(request, headers=twice)).response.status == 401


def test_a_site_that_takes_no_credentials_leaves_them_to_the_program_behind_it(guarded, browser):
    browser.sign_in(f"{WIKI}/start")
    assert browser.open(f"{WIKI}/start", authorization="Basic eDp5").status == 200
    assert guarded.ask("GET", "/start", WIKI, authorization="Basic eDp5").status == 401


def test_a_certificate_of_a_user_is_a_proof(guarded):
    certificate = make_certificate("friend")
    guarded.world.call("UploadSigningCertificate", UserName="friend", CertificateBody=certificate)
    given = {"x_client_certificate": quote(certificate)}
    assert headers_of(guarded.ask("GET", "/docs/a.txt", **given))["x-limen-user"] == "friend"
    assert guarded.ask("GET", "/docs/a.txt", x_client_certificate=quote(make_certificate("friend"))).status == 401
    assert guarded.ask("GET", "/docs/a.txt", x_client_certificate="nonsense").status == 401
    assert guarded.ask("GET", "/docs/a.txt", x_client_certificate="").status == 401
    assert guarded.ask("GET", "/start", WIKI, **given).status == 401, "the wiki takes no certificates"


# --- faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [ServiceUnavailableError("x"), RuntimeError("secret"), KeyError("secret")])
def test_whatever_fails_refuses(guarded, friend, monkeypatch, caplog, error):
    def fail():
        raise error

    monkeypatch.setattr(guarded.world.store, "latest", fail)
    response = guarded.ask("GET", "/docs/a.txt", **friend)
    assert error_of(response) == (503, "ServiceUnavailable")
    assert "retry-after" in headers_of(response)
    assert "secret" not in response.body.decode() + caplog.text


def test_a_policy_that_cannot_be_read_refuses(guarded, friend):
    guarded.world.call("AttachUserPolicy", UserName="friend", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    from limen.domain.iam.stored_policies import Attachment

    (attached,) = guarded.world.store.latest().all(Attachment, ACCOUNT)
    guarded.world.put(replace(attached, policy_arn="arn:aws:iam::aws:policy/Nothing"))
    response = guarded.ask("GET", "/docs/a.txt", **friend)
    assert response.status == 403
    assert b"cannot be read" in response.body


def test_every_decision_is_recorded_with_its_request_id(guarded, friend):
    allowed = guarded.answer(describe("GET", "/docs/a.txt?token=secret", **friend))
    refused = guarded.answer(describe("DELETE", "/docs/a.key", **friend))
    event = json.loads(allowed.record.document)
    assert event["requestID"] == headers_of(allowed.response)["x-limen-request-id"]
    assert (event["eventSource"], event["eventName"], event["eventCategory"]) == ("files.amazonaws.com", "Read", "Data")
    assert event["requestParameters"]["path"] == "/docs/a.txt"
    assert event["additionalEventData"]["decision"] == "Allowed"
    assert event["userIdentity"]["userName"] == "friend"
    assert event["sourceIPAddress"] == CLIENT
    assert "secret" not in allowed.record.document
    event = json.loads(refused.record.document)
    assert (event["eventName"], event["errorCode"]) == ("Delete", "AccessDenied")
    assert event["additionalEventData"]["decision"] == "Denied"


def test_bad_credentials_and_unmapped_requests_are_recorded(guarded):
    wrong = guarded.answer(describe("GET", "/docs/a.txt", authorization=basic("x", "hunter2"))).record
    assert json.loads(wrong.document)["errorCode"] == "InvalidCredentials"
    assert "hunter2" not in wrong.document
    assert json.loads(guarded.answer(describe("PATCH", "/x")).record.document)["errorCode"] == "UnmappedRequest"
    assert json.loads(guarded.answer(describe("GET", "/x//y")).record.document)["errorCode"] == "InvalidRequest"


def test_identity_headers_are_text_that_headers_can_hold(guarded, friend):
    guarded.world.call("TagUser", UserName="friend", Tags=[{"Key": "team", "Value": "Gärtner\r\nX-Limen-User: root"}])
    value = headers_of(guarded.ask("GET", "/docs/a.txt", **friend))["x-team"]
    assert value == "G%C3%A4rtner%0D%0AX-Limen-User: root"


def test_the_gate_knows_what_is_for_it_and_what_it_costs(guarded):
    gate = guarded.gate

    def plain(method, path, query="", **headers):
        return HTTPRequest(method, path, query, tuple((n.replace("_", "-"), v) for n, v in headers.items()), b"")

    for path in ("/forward-auth", "/forward-auth/envoy/x", "/.limen/session", "/.limen/sign-out", "/.limen/other"):
        assert gate.claims(plain("GET", path))
        assert gate.is_from_proxy(plain("GET", path))
    for path in ("/", "/forward-authority", "/forward-auth/", "/console/", "/.limen", "/signin"):
        assert not gate.claims(plain("GET", path)), path
    assert gate.claims(plain("GET", "/signin", "site=x"))
    assert gate.claims(plain("POST", "/signin"))
    assert not gate.is_from_proxy(plain("POST", "/signin"))
    assert gate.weigh(plain("GET", "/forward-auth", x_original_method="GET")) is Work.QUICK
    assert gate.weigh(plain("GET", "/forward-auth", x_original_method="DELETE")) is Work.READING
    assert gate.weigh(plain("GET", "/forward-auth", x_forwarded_method="MOVE")) is Work.READING
    assert gate.weigh(plain("PROPFIND", "/forward-auth/envoy/x")) is Work.READING
    assert gate.weigh(plain("GET", "/.limen/session")) is Work.WRITING
    assert gate.weigh(plain("POST", "/signin")) is Work.HASHING


def test_a_changed_table_counts_and_a_broken_one_does_not(guarded, friend, monkeypatch, caplog):
    from limen.gateway import table_file

    monkeypatch.setattr(table_file, "CHECK_SECONDS", 0.0)
    text = guarded.path.read_text()
    guarded.path.write_text(text.replace("GET: files:Read", "GET: files:ChangeSettings"))
    assert guarded.ask("GET", "/docs/a.txt", **friend).status == 403
    guarded.path.write_text("nonsense: [")
    assert guarded.ask("GET", "/docs/a.txt", **friend).status == 403
    assert "former one stays in force" in caplog.text
    guarded.path.unlink()
    assert guarded.ask("GET", "/docs/a.txt", **friend).status == 403
    guarded.path.write_text(text)
    assert guarded.ask("GET", "/docs/a.txt", **friend).status == 200


# --- outcomes, as they are counted ----------------------------------------------------------------------------------


def test_every_decision_has_an_outcome(guarded, friend):
    def outcome(method, target, site=FILES, **headers):
        return guarded.answer(describe(method, target, site, **headers)).outcome

    assert outcome("GET", "/docs/a.txt", **friend) == "allowed"
    assert outcome("DELETE", "/docs/a.key", **friend) == "denied"
    assert outcome("GET", "/assets/a.css") == "public"
    assert outcome("GET", "/docs/a.txt") == "sign_in"
    assert outcome("GET", "/docs/a.txt", authorization="Basic eDp5") == "bad_credentials"
    assert outcome("PATCH", "/docs/a.txt", **friend) == "unmapped"
    assert outcome("GET", "/", site="https://unknown.example.com") == "unmapped"
    assert outcome("GET", "/docs/%2e%2e/a", **friend) == "invalid"
    assert outcome("GET", "/", peer="203.0.113.9") == "invalid"


def test_a_decision_that_fails_has_an_outcome(guarded, friend, monkeypatch):
    monkeypatch.setattr(guarded.world.store, "latest", raise_unavailable)
    assert guarded.answer(describe("GET", "/docs/a.txt", **friend)).outcome == "failed"


def test_pages_of_the_gate_are_no_decisions(guarded):
    request = HTTPRequest("GET", "/signin", "site=x", (("host", "elsewhere.example"),), b"", CLIENT)
    assert guarded.answer(request).outcome == ""


def raise_unavailable():
    raise ServiceUnavailableError("gone")
