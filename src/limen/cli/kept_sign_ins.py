"""Saved sign-ins: a refresh token and its latest credentials, in one private file per profile.

The files are in the folder `limen/sign-ins` next to the AWS credentials file, as those of `aws login` are in
`login/cache`. A refresh token is valid once, and using one twice ends the sign-in. So processes that need credentials
at the same time renew in turn: each takes a lock, and the later ones find what the first has renewed.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from limen.cli.exits import CommandError
from limen.cli.profiles import find_credentials_file, write_private
from limen.cli.sign_in_service import Answer, SignInRefusedError, UnreachableError, ask_for_token
from limen.cli.waiting import alone_with

FOLDER = Path("limen") / "sign-ins"
RENEWED_BEFORE_END = timedelta(minutes=5)
"""As `aws login` does it."""


@dataclass(frozen=True, slots=True)
class KeptSignIn:
    """A saved sign-in; `expires` is when the credentials expire, in ISO 8601."""

    endpoint: str
    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires: str

    @classmethod
    def of(cls, answer: Answer, endpoint: str, *, now: datetime) -> "KeptSignIn":
        """The sign-in in an answer of the sign-in service."""
        token = answer["accessToken"]
        keys = (token["accessKeyId"], token["secretAccessKey"], token["sessionToken"])
        expires = now.replace(microsecond=0) + timedelta(seconds=int(answer["expiresIn"]))
        return cls(endpoint, *keys, answer["refreshToken"], expires.isoformat())

    def lasts(self, now: datetime) -> timedelta:
        """How long the credentials are still valid."""
        return datetime.fromisoformat(self.expires) - now


def keep_sign_in(profile: str, sign_in: KeptSignIn, environment: Mapping[str, str]) -> None:
    """Save a sign-in for a profile, in place of an earlier one."""
    path = _path_of(profile, environment)
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(path, json.dumps(asdict(sign_in)))


def forget_sign_in(profile: str, environment: Mapping[str, str]) -> None:
    """Delete the profile's saved sign-in."""
    _path_of(profile, environment).unlink(missing_ok=True)


def get_sign_in(profile: str, environment: Mapping[str, str], *, now: datetime) -> KeptSignIn:
    """A profile's sign-in with valid credentials, renewed if they expire soon.

    Raises `CommandError` if there is none, and `SignInRefusedError` if it has ended; then it is deleted.
    """
    sign_in = _load(profile, environment, now)
    if sign_in.lasts(now) > RENEWED_BEFORE_END:
        return sign_in
    with _renewing(profile, environment):
        return _renew(profile, environment, now)


def _renew(profile: str, environment: Mapping[str, str], now: datetime) -> KeptSignIn:
    sign_in = _load(profile, environment, now)
    if sign_in.lasts(now) > RENEWED_BEFORE_END:
        return sign_in  # Another process was first.
    try:
        answer = ask_for_token(sign_in.endpoint, {"grantType": "refresh_token", "refreshToken": sign_in.refresh_token})
    except SignInRefusedError:
        forget_sign_in(profile, environment)
        raise
    except UnreachableError:
        if sign_in.lasts(now) > timedelta():
            return sign_in
        raise
    renewed = KeptSignIn.of(answer, sign_in.endpoint, now=now)
    keep_sign_in(profile, renewed, environment)
    return renewed


@contextmanager
def _renewing(profile: str, environment: Mapping[str, str]) -> Iterator[None]:
    """Keep other processes from renewing. A renewal takes as long as one request, which has a time limit."""
    path = _path_of(profile, environment).with_suffix(".lock")
    with alone_with(path, f"renews the sign-in of profile {profile}"):
        yield


def _load(profile: str, environment: Mapping[str, str], now: datetime) -> KeptSignIn:
    advice = f"Sign in: limen login --keep-signed-in --profile {profile} ..."
    try:
        sign_in = KeptSignIn(**json.loads(_path_of(profile, environment).read_text(encoding="utf-8")))
        sign_in.lasts(now)
        return sign_in
    except FileNotFoundError as error:
        raise CommandError(f"profile {profile} is not signed in", advice=advice) from error
    except (ValueError, TypeError) as error:
        raise CommandError(f"the saved sign-in of profile {profile} cannot be read", advice=advice) from error


def _path_of(profile: str, environment: Mapping[str, str]) -> Path:
    """The profile's file; its name is a digest, because not every profile name is a valid file name."""
    return find_credentials_file(environment).parent / FOLDER / f"{sha256(profile.encode()).hexdigest()}.json"
