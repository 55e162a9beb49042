"""The parts of credentials for single services (spec api 2.1): names of services, public parts, secrets.

A service either takes a user name and a password, or one API key, a text that carries both:

    API key = prefix of the service, base64(public part ":" password)
"""

from base64 import b64encode
from collections.abc import Container, Mapping
from hashlib import sha256

from limen.errors import ValidationError
from limen.operations.iam.faults import NoSuchEntityError

API_KEY_PREFIXES: Mapping[str, str] = {
    "aws-external-anthropic.amazonaws.com": "AEAA",
    "bedrock.amazonaws.com": "ABSK",
    "cloudwatch.amazonaws.com": "APIAACWM",
    "logs.amazonaws.com": "ACWL",
}
"""Services with API keys, and the prefixes of their keys."""

PASSWORD_SERVICES = frozenset({"cassandra.amazonaws.com", "codecommit.amazonaws.com", "limen"})
"""Services with user names and passwords; `limen` is Limen's own, for programs that request decisions from it."""

SECRET_BYTES = 44
"""Sixty characters of base64, the last of them `=`."""

_NAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-")


def parse_service(text: str, own: Container[str] = ()) -> str:
    """The service in lower case: one of AWS's, or the prefix of one of the account's `own`, which take passwords.

    Raises `ValidationError`, or `NoSuchEntityError` for a service without such credentials.
    """
    service = text.lower()
    if not _NAME_CHARACTERS.issuperset(service):
        raise ValidationError(
            "1 validation error detected: Value at 'serviceName' failed to satisfy constraint:"
            " Member must satisfy regular expression pattern: [a-zA-Z0-9.-]*"
        )
    if service not in API_KEY_PREFIXES and service not in PASSWORD_SERVICES and service not in own:
        raise NoSuchEntityError(f"No such service {text} is supported for Service Specific Credentials")
    return service


def make_login(user_name: str, account: str, number: int) -> str:
    """The candidate number `number` (from 0) for the public part: `jane-at-1...`, `jane+1-at-1...`."""
    return f"{user_name}{f'+{number}' if number else ''}-at-{account}"


def make_secret(service: str, login: str, entropy: bytes) -> str:
    """The password, or the API key that has it and `login` in it, from `SECRET_BYTES` random bytes."""
    password = b64encode(entropy).decode()
    prefix = API_KEY_PREFIXES.get(service)
    return password if prefix is None else prefix + b64encode(f"{login}:{password}".encode()).decode()


def digest_of(secret: str) -> bytes:
    """The digest that is stored instead of a secret."""
    return sha256(secret.encode()).digest()
