"""The client of the sign-in service (docs/sign-in.md), for `limen login` and `limen credentials`."""

import json
import re
from collections.abc import Mapping
from typing import TypedDict

from limen.cli.exits import DENIED, INVALID, CommandError

CLIENT_ID = "arn:aws:signin:::devtools/same-device"
TIMEOUT_SECONDS = 30
LONGEST_SECONDS = 24 * 3600
"""Longest lifetime of credentials that is accepted; the service's model says 15 minutes."""

_WORD = re.compile(r"[!-~]+")
_ADVICE = "Is it a Limen server? Name it with --endpoint."


class AccessToken(TypedDict):
    """Temporary credentials."""

    accessKeyId: str
    secretAccessKey: str
    sessionToken: str


class Answer(TypedDict):
    """The members of a successful answer that are used."""

    accessToken: AccessToken
    refreshToken: str
    expiresIn: int


class UnreachableError(CommandError):
    """The server does not answer, or does not answer as a sign-in service."""


class SignInRefusedError(CommandError):
    """The server refused; `code` is its OAuth 2.0 error code."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the server's code and message."""
        super().__init__(message, exit_code=DENIED)
        self.code = code


def ask_for_token(endpoint: str, grant: Mapping[str, str]) -> Answer:
    """The answer to a grant; raises `SignInRefusedError`, or `UnreachableError`."""
    return _post(f"{endpoint}/v1/token", {"clientId": CLIENT_ID, **grant})


def _post(url: str, body: Mapping[str, str]) -> Answer:
    from urllib.error import HTTPError, URLError
    from urllib.parse import urlsplit
    from urllib.request import Request, urlopen

    if urlsplit(url).scheme not in ("http", "https"):
        raise CommandError(f"{url}: not an http or https URL", exit_code=INVALID)
    request = Request(url, json.dumps(body).encode(), {"content-type": "application/json"})  # noqa: S310 - checked above
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310 - checked above
            return _read_answer(response.read())
    except HTTPError as error:
        raise _read_refusal(error.code, error.read()) from error
    except (URLError, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", error)
        advice = "Is the server running? Name it with --endpoint."
        raise UnreachableError(f"{url} cannot be reached ({reason})", advice=advice) from error


def _read_answer(body: bytes) -> Answer:
    """The answer, if every member that is used is present and every text is a single word.

    An untrusted server could otherwise break out of its line in the AWS credentials file and add a
    `credential_process`, a program that AWS's clients run.
    """
    try:
        answer: Answer = json.loads(body)
        token = answer["accessToken"]
        words = (token["accessKeyId"], token["secretAccessKey"], token["sessionToken"], answer["refreshToken"])
        if all(_WORD.fullmatch(word) for word in words) and 0 < answer["expiresIn"] <= LONGEST_SECONDS:
            return answer
    except (ValueError, LookupError, TypeError):
        pass
    raise UnreachableError("the server does not answer as a sign-in service", advice=_ADVICE)


def _read_refusal(status: int, body: bytes) -> CommandError:
    try:
        content = json.loads(body)
        return SignInRefusedError(str(content["error"]), str(content["message"]))
    except (ValueError, KeyError, TypeError):
        return UnreachableError(f"the server answered HTTP {status}", advice=_ADVICE)
