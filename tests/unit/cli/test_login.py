"""What `limen login` asks, sends and writes; tests/wire runs it against a server."""

import io
import json
from email.message import Message
from types import SimpleNamespace
from typing import Any, cast
from urllib.error import HTTPError, URLError

import pytest

from limen.cli.main import run
from limen.cli.sign_in_service import Answer

ANSWER: Answer = {
    "accessToken": {"accessKeyId": "ASIAX", "secretAccessKey": "s3cr3t", "sessionToken": "t0ken"},
    "expiresIn": 900,
    "refreshToken": "r",
}
CHANGE = {"error": "PASSWORD_CHANGE_REQUIRED", "message": "You must change your password to sign in."}
CODE = {"error": "MFA_REQUIRED", "message": "Enter a code from your MFA device."}
INCORRECT = {"error": "invalid_grant", "message": "Your authentication information is incorrect. Please try again."}
ARGUMENTS = ["login", "--account", "acme", "--user", "alice", "--endpoint", "http://127.0.0.1:1/", "--password-stdin"]


@pytest.fixture
def service(monkeypatch, tmp_path):
    """A sign-in service that gives prepared answers, in order, and records the requests."""
    seen = SimpleNamespace(answers=[ANSWER], grants=[], urls=[], file=tmp_path / "credentials")

    def urlopen(request, timeout):
        seen.urls.append(request.full_url)
        seen.grants.append(json.loads(request.data))
        answer = seen.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, dict):
            answer = {**answer, "tokenType": "aws_sigv4"}
        return io.BytesIO(json.dumps(answer).encode())

    monkeypatch.setattr("urllib.request.urlopen", urlopen)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(seen.file))
    return seen


def refusal(content, status=403):
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return HTTPError("http://x", status, "", Message(), io.BytesIO(body))


def type_in(monkeypatch, *lines):
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_a_password_is_sent_and_a_profile_written(service, monkeypatch, capsys):
    type_in(monkeypatch, "pass word ")
    assert run([*ARGUMENTS, "--json"]) == 0
    assert service.urls == ["http://127.0.0.1:1/v1/token"]
    assert service.grants == [
        {
            "clientId": "arn:aws:signin:::devtools/same-device",
            "grantType": "password",
            "account": "acme",
            "userName": "alice",
            "password": "pass word ",
        }
    ]
    shown = capsys.readouterr().out
    assert json.loads(shown)["profile"] == "limen"
    assert "s3cr3t" not in shown
    assert service.file.read_text() == (
        "[limen]\naws_access_key_id = ASIAX\naws_secret_access_key = s3cr3t\naws_session_token = t0ken\n"
        "region = us-east-1\nendpoint_url = http://127.0.0.1:1\n"
    )


def test_a_required_change_sends_both_passwords(service, monkeypatch, capsys):
    service.answers = [refusal(CHANGE), ANSWER]
    type_in(monkeypatch, "old", "new")
    assert run(ARGUMENTS) == 0
    assert (service.grants[1]["password"], service.grants[1]["newPassword"]) == ("old", "new")
    assert "the password has been changed" in capsys.readouterr().out


def test_a_code_is_sent_where_it_is_asked_for(service, monkeypatch, capsys):
    service.answers = [refusal(CODE), ANSWER]
    type_in(monkeypatch, "secret", "123456")
    assert run(ARGUMENTS) == 0
    assert "mfaCode" not in service.grants[0]
    assert (service.grants[1]["password"], service.grants[1]["mfaCode"]) == ("secret", "123456")
    assert "the password has been changed" not in capsys.readouterr().out


def test_a_code_and_a_required_change(service, monkeypatch):
    service.answers = [refusal(CODE), refusal(CHANGE), ANSWER]
    type_in(monkeypatch, "old", "123456", "new")
    assert run(ARGUMENTS) == 0
    assert [set(grant) & {"mfaCode", "newPassword"} for grant in service.grants] == [
        set(),
        {"mfaCode"},
        {"mfaCode", "newPassword"},
    ]


@pytest.mark.parametrize("repeated", [CODE, INCORRECT])
def test_a_code_is_asked_for_once(service, monkeypatch, capsys, repeated):
    service.answers = [refusal(CODE), refusal(repeated), ANSWER]
    type_in(monkeypatch, "secret", "123456", "654321")
    assert run(ARGUMENTS) == 2
    assert repeated["message"] in capsys.readouterr().err
    assert len(service.grants) == 2


def test_a_missing_code(service, monkeypatch, capsys):
    service.answers = [refusal(CODE)]
    type_in(monkeypatch, "secret")
    assert run(ARGUMENTS) == 3
    assert "mfa code: missing in standard input" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("answer", "lines", "code", "message"),
    [
        (refusal({"error": "invalid_grant", "message": "Wrong."}), ["x"], 2, "denied: Wrong."),
        (refusal(CHANGE), ["old"], 3, "new password: missing in standard input"),
        (ANSWER, [], 3, "password: missing in standard input"),
        (refusal(b"<html>", 502), ["x"], 1, "the server answered HTTP 502"),
        (refusal(b"[]", 400), ["x"], 1, "the server answered HTTP 400"),
        (URLError("refused"), ["x"], 1, "cannot be reached (refused)"),
        (TimeoutError("slow"), ["x"], 1, "cannot be reached (slow)"),
    ],
)
def test_failures_are_reported_and_nothing_is_written(service, monkeypatch, capsys, answer, lines, code, message):
    service.answers = [answer]
    type_in(monkeypatch, *lines)
    assert run(ARGUMENTS) == code
    assert message in capsys.readouterr().err
    assert not service.file.exists()


def with_token(**members: object) -> dict[str, object]:
    return {**ANSWER, "accessToken": cast("Any", ANSWER["accessToken"]) | members}


@pytest.mark.parametrize(
    "answer",
    [
        with_token(accessKeyId="ASIAX\n[default]\ncredential_process = harm"),
        with_token(secretAccessKey="s\rcredential_process = harm"),
        with_token(sessionToken="t\x85"),
        with_token(accessKeyId=5),
        with_token(sessionToken=""),
        {**ANSWER, "refreshToken": None},
        {**ANSWER, "expiresIn": "900"},
        {**ANSWER, "expiresIn": 10**30},
        {**ANSWER, "expiresIn": 0},
        {**ANSWER, "accessToken": []},
        {"message": "welcome"},
        [],
    ],
)
def test_a_malformed_answer_is_not_written_anywhere(service, monkeypatch, capsys, answer):
    service.answers = [answer]
    type_in(monkeypatch, "x")
    assert run(ARGUMENTS) == 1
    assert "the server does not answer as a sign-in service" in capsys.readouterr().err
    assert not service.file.exists()


def test_the_terminal_is_asked_twice_for_a_new_password(service, monkeypatch, capsys):
    prompts = iter(["old", "new", "now"])
    monkeypatch.setattr("click.prompt", lambda *_, **__: next(prompts))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    service.answers = [refusal(CHANGE)]
    assert run(ARGUMENTS[:-1]) == 3
    assert "the two new passwords differ" in capsys.readouterr().err


def test_the_endpoint_is_found_in_the_environment_or_near_the_data(service, monkeypatch, tmp_path):
    arguments = ["login", "--email", "root@example.com", "--password-stdin", "--data-dir", str(tmp_path)]
    for variable, expected in (("http://env:1", "http://env:1"), ("", "http://127.0.0.1:4260")):
        service.answers = [ANSWER]
        monkeypatch.setenv("AWS_ENDPOINT_URL", variable)
        type_in(monkeypatch, "x")
        assert run(arguments) == 0
        assert service.urls[-1] == f"{expected}/v1/token"
    assert service.grants[-1]["email"] == "root@example.com"
