"""The friend's story with curl, through Debian's nginx with WebDAV, as `examples/nginx` configures it."""

import socket
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest

from tests.gateway.curl import curl
from tools.demo_files.stage import NGINX_EXAMPLES, Stage, find_free_port


def test_the_friend_lists_reads_and_writes(stage):
    assert "letter.txt" in curl(f"{stage.url}/documents/", who=stage.friend).text
    assert curl(f"{stage.url}/documents/letter.txt", who=stage.friend).text == "Dear friend,\n"
    written = curl(f"{stage.url}/documents/note.txt", "--upload-file", "-", who=stage.friend)
    assert written.status in {201, 204}
    listed = curl(f"{stage.url}/documents/", "--request", "PROPFIND", "--header", "Depth: 1", who=stage.friend)
    assert (listed.status, "/documents/note.txt" in listed.text) == (207, True)
    assert curl(f"{stage.url}/documents/note.txt", "--request", "DELETE", who=stage.friend).status == 204


def refused(got, statement):
    assert got.status == 403
    assert got.json()["statement"] == statement
    assert got.json()["policy"] == "Friend"
    assert f"x-limen-request-id: {got.json()['requestId']}" in got.headers.lower()


def test_the_friend_is_refused_deleting_the_important_file_by_its_path(stage):
    refused(curl(f"{stage.url}/important/will.txt", "--request", "DELETE", who=stage.friend), "KeepTheImportantFolder")
    assert (stage.share / "important/will.txt").exists()


def test_the_friend_is_refused_deleting_the_important_file_by_its_tag(stage):
    target = f"{stage.url}/documents/contract.txt"
    refused(curl(target, "--request", "DELETE", who=stage.friend), "KeepWhatIsTaggedImportant")
    refused(curl(target, "--upload-file", "/dev/null", who=stage.friend), "KeepWhatIsTaggedImportant")
    assert (stage.share / "documents/contract.txt").read_text() == "We agree.\n"
    assert curl(target, who=stage.friend).text == "We agree.\n"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "POST", "OPTIONS"])
def test_the_friend_is_refused_the_settings(stage, method):
    options = ("--head",) if method == "HEAD" else ("--request", method)
    for path in ("/settings", "/settings/", "/settings/theme.json"):
        assert curl(f"{stage.url}{path}", *options, who=stage.friend).status == 403
    assert (stage.share / "settings/theme.json").read_text() == '{"theme": "dark"}\n'


def test_a_request_is_signed_with_an_access_key(stage):
    """By curl, which implements AWS's signatures on its own."""
    made = stage.client("iam").create_access_key(UserName="friend")["AccessKey"]
    user = f"{made['AccessKeyId']}:{made['SecretAccessKey']}"
    signed = ("--aws-sigv4", "aws:amz:us-east-1:files", "--user", user)
    assert curl(f"{stage.url}/documents/letter.txt", *signed).status == 200
    assert curl(f"{stage.url}/settings/theme.json", *signed).status == 403
    assert curl(f"{stage.url}/documents/letter.txt", *signed[:-1], f"{user}x").status == 401
    assert curl(f"{stage.url}/documents/letter.txt", *signed[:1], "aws:amz:us-east-1:iam", *signed[2:]).status == 401


def test_the_owner_may_do_all_of_it(stage):
    (stage.share / "important/old.txt").write_text("x")
    assert curl(f"{stage.url}/important/old.txt", "--request", "DELETE", who=stage.owner).status == 204
    text = '{"theme": "dark"}\n'
    put = curl(f"{stage.url}/settings/theme.json", "--request", "PUT", "--data-binary", text, who=stage.owner)
    assert put.status == 204


def test_an_unknown_caller_must_authenticate(stage):
    got = curl(f"{stage.url}/documents/letter.txt")
    assert got.status == 401
    assert "www-authenticate: basic" in got.headers.lower()
    assert "Dear friend" not in got.text
    got = curl(f"{stage.url}/documents/letter.txt", "--header", "Accept: text/html")
    assert got.status == 302
    assert f"location: {stage.sign_in}/signin?site=" in got.headers
    for method in ("PUT", "DELETE"):
        assert curl(f"{stage.url}/documents/letter.txt", "--request", method).status == 401
    assert (stage.share / "documents/letter.txt").exists()


HOSTILE = [
    "/documents/../settings/theme.json",
    "/documents/..%2fsettings/theme.json",
    "/documents/%2e%2e/settings/theme.json",
    "/./settings/theme.json",
    "//settings/theme.json",
    "/documents//../settings/theme.json",
    "/%2573ettings/theme.json",
    "/settings%2ftheme.json",
    "/settings;x/theme.json",
    "/documents/..;/settings/theme.json",
    "/settings\\theme.json",
    "/settings%5ctheme.json",
    "/settings/theme.json%00.txt",
    "/settings/theme.json%0a",
    "/settings%",
    "/documents/%c0%ae%c0%ae/settings/theme.json",
    "/settings#/../documents/letter.txt",
    "/%73ettings/theme.json",
    "/settings/theme.json?/../../documents/letter.txt",
]


@pytest.mark.parametrize("path", HOSTILE)
def test_no_spelling_of_a_path_reads_the_settings(stage, path):
    got = curl(f"{stage.url}{path}", who=stage.friend)
    assert got.status in {400, 403}
    assert "theme" not in got.text.replace("theme.json", "")


def raw(stage, request):
    """Send bytes that curl would not send."""
    with socket.create_connection(("127.0.0.1", stage.port), timeout=10) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def authorization(stage):
    return b64encode(f"{stage.friend.login}:{stage.friend.secret}".encode())


@pytest.mark.parametrize(
    "line",
    [
        b"GET http://localhost/settings/theme.json HTTP/1.1\r\nHost: localhost",
        b"GET http://evil.example.com/settings/theme.json HTTP/1.1\r\nHost: localhost",
        b"GET /settings/theme.json HTTP/1.0",
        b"GET /settings/theme.json HTTP/1.1\r\nHost: evil.example.com",
        b"GET /settings/theme.json HTTP/1.1\r\nHost: localhost\r\nX-Original-URI: /documents/letter.txt",
        b"GET /settings/theme.json HTTP/1.1\r\nHost: localhost\r\nX-Original-Method: OPTIONS",
        b"GET /settings/theme.json HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Uri: /a\r\nX-Forwarded-Method: GET",
        b"GET /settings/theme.json HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Host: other.example.com",
        b"GET /settings/theme.json HTTP/1.1\r\nHost: localhost\r\nX-Limen-User: owner\r\nX-Limen-Arn: arn:aws:x",
        b"GET /documents/letter.txt HTTP/1.1\r\nHost: localhost\r\nX-Rewrite-URL: /settings/theme.json",
        b"GET /documents/letter.txt HTTP/1.1\r\nHost: localhost\r\nX-HTTP-Method-Override: DELETE",
    ],
)  # fmt: skip
def test_no_header_of_the_client_changes_what_is_decided(stage, line):
    answer = raw(stage, line + b"\r\nAuthorization: Basic " + authorization(stage) + b"\r\nConnection: close\r\n\r\n")
    assert b'"theme"' not in answer
    assert answer.split(b" ", 2)[1] in {b"400", b"403", b"500"}


def test_the_clients_own_identity_is_not_asked_for_at_the_decision(stage):
    """The location that decides is internal: calling it reveals nothing."""
    assert curl(f"{stage.url}/.limen/decision", who=stage.friend).status in {403, 404}
    assert curl(f"{stage.url}/forward-auth", who=stage.friend).status in {403, 404}


def move(stage, source, destination, *options, who=None, method="MOVE"):
    header = ("--header", f"Destination: {destination}")
    return curl(f"{stage.url}{source}", "--request", method, *header, *options, who=who or stage.friend)


def test_a_move_is_decided_on_both_ends(stage):
    (stage.share / "documents/a.txt").write_text("a")
    assert move(stage, "/documents/a.txt", f"{stage.url}/documents/b.txt").status == 204
    assert (stage.share / "documents/b.txt").read_text() == "a"
    for source, destination in (
        ("/documents/b.txt", "/settings/theme.json"),
        ("/documents/b.txt", "/important/will.txt"),
        ("/documents/b.txt", "/documents/contract.txt"),
        ("/important/will.txt", "/documents/will.txt"),
        ("/settings/theme.json", "/documents/theme.json"),
    ):
        for method in ("MOVE", "COPY"):
            if (method, source) == ("COPY", "/important/will.txt"):
                continue  # The friend may read it.
            assert move(stage, source, f"{stage.url}{destination}", method=method).status == 403
    assert (stage.share / "important/will.txt").read_text() == "My last will.\n"
    assert (stage.share / "documents/contract.txt").read_text() == "We agree.\n"
    assert not (stage.share / "documents/theme.json").exists()
    (stage.share / "documents/b.txt").unlink()


def test_a_move_to_another_place_by_a_strange_destination_is_refused(stage):
    (stage.share / "documents/c.txt").write_text("c")
    for destination in (
        f"{stage.url}/documents/../settings/theme.json",
        f"{stage.url}/documents%2f..%2fsettings/theme.json",
        "http://other.example.com/settings/theme.json",
        f"{stage.url}//settings/theme.json",
        "/settings/theme.json",
    ):
        assert move(stage, "/documents/c.txt", destination).status in {400, 403}
    assert (stage.share / "settings/theme.json").read_text() == '{"theme": "dark"}\n'
    (stage.share / "documents/c.txt").unlink()


def test_a_collection_is_deleted_only_if_everything_in_it_may_be(stage):
    for name in ("box/one.txt", "box/two/three.txt"):
        (stage.share / name).parent.mkdir(parents=True, exist_ok=True)
        (stage.share / name).write_text("x")
    refused(curl(f"{stage.url}/documents/", "--request", "DELETE", who=stage.friend), "KeepWhatIsTaggedImportant")
    assert curl(f"{stage.url}/important/", "--request", "DELETE", who=stage.friend).status == 403
    assert curl(f"{stage.url}/", "--request", "DELETE", who=stage.friend).status == 403
    assert move(stage, "/documents/", f"{stage.url}/elsewhere/").status == 403
    assert (stage.share / "documents/contract.txt").exists()
    assert curl(f"{stage.url}/box/", "--request", "DELETE", who=stage.friend).status == 204
    assert not (stage.share / "box").exists()


def test_ranges_and_long_answers_go_through(stage):
    (stage.share / "documents/long.bin").write_bytes(bytes(8_000_000))
    got = curl(f"{stage.url}/documents/letter.txt", "--range", "0-3", who=stage.friend)
    assert (got.status, got.text) == (206, "Dear")
    got = curl(
        f"{stage.url}/documents/long.bin", "--output", "/dev/null", "--write-out", "\n%{http_code}", who=stage.friend
    )
    assert got.status == 200
    assert "content-length: 8000000" in got.headers.lower()
    (stage.share / "documents/long.bin").unlink()


def test_a_large_file_is_written_without_going_through_the_gate(stage, tmp_path):
    large = tmp_path / "large"
    large.write_bytes(bytes(20_000_000))
    put = curl(f"{stage.url}/documents/large.bin", "--upload-file", str(large), who=stage.friend)
    assert put.status == 201
    assert (stage.share / "documents/large.bin").stat().st_size == 20_000_000
    (stage.share / "documents/large.bin").unlink()


def test_a_changed_policy_counts_at_the_next_request(stage):
    iam = stage.client("iam")
    iam.put_user_policy(
        UserName="friend",
        PolicyName="Away",
        PolicyDocument='{"Version":"2012-10-17","Statement":{"Sid":"Away","Effect":"Deny","Action":"*","Resource":"*"}}',
    )
    assert curl(f"{stage.url}/documents/letter.txt", who=stage.friend).json()["statement"] == "Away"
    iam.delete_user_policy(UserName="friend", PolicyName="Away")
    assert curl(f"{stage.url}/documents/letter.txt", who=stage.friend).status == 200


def test_decisions_are_in_the_audit_trail_under_the_id_that_people_see(stage):
    got = curl(f"{stage.url}/important/will.txt", "--request", "DELETE", who=stage.friend)
    trail = stage.limen("audit", "--json", "--principal", "arn:aws:iam::111122223333:user/friend", "--limit", "50")
    assert got.json()["requestId"] in trail


def test_the_examples_are_configurations_that_nginx_takes(tmp_path):
    ended = subprocess.run(
        ["nginx", "-t", "-c", str(write_complete_configuration(tmp_path)), "-e", str(tmp_path / "error.log")],
        check=False,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr


def write_complete_configuration(folder: Path) -> Path:
    """All examples for nginx as they are, but for certificates, which this computer does not have."""
    parts = []
    for name in ("limen-gate.conf", "limen-headers.conf"):
        (folder / name).write_text((NGINX_EXAMPLES / name).read_text())
    for name in ("files.conf", "app.conf"):
        text = (NGINX_EXAMPLES / name).read_text().replace("listen 443 ssl http2", f"listen {find_free_port()}")
        parts.append("\n".join(line for line in text.splitlines() if "ssl_certificate" not in line))
    path = folder / "nginx.conf"
    module = "load_module /usr/lib/nginx/modules/ngx_http_dav_ext_module.so;\n"
    path.write_text(f"{module}pid {folder}/pid;\nevents {{}}\nhttp {{\n" + "\n".join(parts) + "\n}\n")
    return path


def test_without_limen_everything_is_refused(tmp_path):
    alone = Stage(tmp_path)
    try:
        assert curl(f"{alone.url}/documents/letter.txt", who=alone.friend).status == 200
        alone.stop_limen()
        for method in ("GET", "PUT", "DELETE", "PROPFIND"):
            got = curl(f"{alone.url}/documents/letter.txt", "--request", method, who=alone.friend)
            assert got.status == 500
            assert "Dear friend" not in got.text
        assert (alone.share / "documents/letter.txt").exists()
    finally:
        alone.close()
