"""`limen login --keep-signed-in` and `limen credentials`; tests/wire runs them with AWS's own client."""

import configparser
import io
import json
import shlex
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from urllib.error import URLError

import pytest

from limen.cli.kept_sign_ins import KeptSignIn, get_sign_in, keep_sign_in
from limen.cli.main import run
from limen.cli.sign_in_service import Answer
from tests.unit.cli.test_login import ANSWER, ARGUMENTS, refusal, type_in

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
RENEWED: Answer = {
    **ANSWER,
    "refreshToken": "r2",
    "accessToken": {**ANSWER["accessToken"], "accessKeyId": "ASIANEW"},
}
OVER = {"error": "USER_CREDENTIALS_CHANGED", "message": "The password has changed. Please sign in again."}


@pytest.fixture
def service(monkeypatch, tmp_path):
    """A sign-in service that gives prepared answers and records the requests."""
    seen = SimpleNamespace(answers=[ANSWER], grants=[], environment={})

    def urlopen(request, timeout):
        seen.grants.append(json.loads(request.data))
        answer = seen.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return io.BytesIO(json.dumps(answer).encode())

    monkeypatch.setattr("urllib.request.urlopen", urlopen)
    seen.environment = {"AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials")}
    monkeypatch.setenv(*next(iter(seen.environment.items())))
    return seen


def kept_files(tmp_path):
    return list(tmp_path.rglob("limen/sign-ins/*.json"))


def section(tmp_path, name="limen"):
    parser = configparser.RawConfigParser()
    parser.read(tmp_path / "credentials")
    return dict(parser[name])


def keep(service, *, lasting: timedelta, profile="limen"):
    answer: Answer = {**ANSWER, "expiresIn": int(lasting.total_seconds())}
    keep_sign_in(profile, KeptSignIn.of(answer, "http://127.0.0.1:1", now=NOW), service.environment)


def test_a_kept_profile_has_a_command_and_no_keys(service, monkeypatch, tmp_path, capsys):
    type_in(monkeypatch, "x")
    assert run([*ARGUMENTS, "--keep-signed-in", "--profile", "my/own"]) == 0
    assert "its credentials are renewed until the sign-in ends" in capsys.readouterr().out
    (file,) = kept_files(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for folder in (file.parent, file.parent.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    written = section(tmp_path, "my/own")
    assert set(written) == {"credential_process", "region", "endpoint_url"}
    program, *arguments = shlex.split(written["credential_process"])
    assert program.endswith("limen")
    assert run(arguments) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["Version"], printed["AccessKeyId"], printed["SessionToken"]) == (1, "ASIAX", "t0ken")
    assert datetime.fromisoformat(printed["Expiration"]).tzinfo is not None
    assert len(service.grants) == 1


def test_processes_that_renew_at_the_same_time_show_the_token_once(service, tmp_path):
    keep(service, lasting=timedelta(minutes=1))
    service.answers = [RENEWED]  # A second renewal would find no answer.
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: get_sign_in("limen", service.environment, now=NOW), range(8)))
    assert {sign_in.access_key_id for sign_in in found} == {"ASIANEW"}
    assert [grant["refreshToken"] for grant in service.grants] == [ANSWER["refreshToken"]]
    (lock,) = tmp_path.rglob("*.lock")
    assert stat.S_IMODE(lock.stat().st_mode) == 0o600


def test_keys_take_the_place_of_the_command_and_back(service, monkeypatch, tmp_path):
    service.answers = [ANSWER] * 3
    for options in (["--keep-signed-in"], [], ["--keep-signed-in"]):
        type_in(monkeypatch, "x")
        assert run([*ARGUMENTS, *options]) == 0
        assert ("credential_process" in section(tmp_path)) is bool(options)
        assert ("aws_secret_access_key" in section(tmp_path)) is not bool(options)
        assert bool(kept_files(tmp_path)) is bool(options)


def test_what_lasts_is_not_renewed(service):
    keep(service, lasting=timedelta(minutes=6))
    assert get_sign_in("limen", service.environment, now=NOW).access_key_id == "ASIAX"
    assert service.grants == []


@pytest.mark.parametrize("later", [timedelta(minutes=1), timedelta(hours=3)])
def test_what_ends_soon_is_renewed_and_the_renewal_kept(service, later):
    service.answers = [RENEWED]
    keep(service, lasting=timedelta(minutes=6))
    found = get_sign_in("limen", service.environment, now=NOW + later)
    assert (found.access_key_id, found.refresh_token) == ("ASIANEW", "r2")
    assert found.lasts(NOW + later) == timedelta(minutes=15)
    assert service.grants == [
        {"clientId": "arn:aws:signin:::devtools/same-device", "grantType": "refresh_token", "refreshToken": "r"}
    ]
    assert get_sign_in("limen", service.environment, now=NOW + later) == found


def test_an_ended_sign_in_is_reported_and_deleted(service, tmp_path, capsys):
    service.answers = [refusal(OVER)]
    keep(service, lasting=timedelta(minutes=6))
    assert run(["credentials"]) == 2
    assert "The password has changed. Please sign in again." in capsys.readouterr().err
    assert kept_files(tmp_path) == []
    assert run(["credentials"]) == 1
    printed = capsys.readouterr()
    assert "profile limen is not signed in" in printed.err
    assert printed.out == ""


def test_a_server_that_is_away_matters_when_the_credentials_end(service, tmp_path):
    service.answers = [URLError("refused"), URLError("refused"), refusal(b"<html>", 502)]
    keep(service, lasting=timedelta(minutes=3))
    assert get_sign_in("limen", service.environment, now=NOW).access_key_id == "ASIAX"
    for _ in range(2):
        with pytest.raises(Exception, match=r"cannot be reached|HTTP 502"):
            get_sign_in("limen", service.environment, now=NOW + timedelta(minutes=3))
    assert len(kept_files(tmp_path)) == 1


def test_profiles_have_sign_ins_of_their_own(service, tmp_path):
    keep(service, lasting=timedelta(hours=1), profile="a/b")
    keep(service, lasting=timedelta(hours=1), profile="../a")
    assert len(kept_files(tmp_path)) == 2
    assert run(["credentials", "--profile", "a"]) == 1


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"endpoint": "x"}', '{"color": "red"}'])
def test_a_file_that_cannot_be_read_is_reported(service, tmp_path, capsys, content):
    keep(service, lasting=timedelta(hours=1))
    kept_files(tmp_path)[0].write_text(content)
    assert run(["credentials"]) == 1
    assert "the saved sign-in of profile limen cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("moment", ["soon", "2026-03-01T12:00:00", 5])
def test_a_file_without_an_expiry_cannot_be_read(service, tmp_path, capsys, moment):
    keep(service, lasting=timedelta(hours=1))
    (file,) = kept_files(tmp_path)
    file.write_text(json.dumps({**json.loads(file.read_text()), "expires": moment}))
    assert run(["credentials"]) == 1
    assert "the saved sign-in of profile limen cannot be read" in capsys.readouterr().err


def test_nothing_secret_is_in_its_text(service):
    shown = repr(KeptSignIn.of(ANSWER, "http://x", now=NOW))
    assert not any(secret in shown for secret in ("s3cr3t", "t0ken", "'r'"))
