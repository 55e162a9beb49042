"""The client: may somebody perform an action on a resource? Over HTTP, with only the standard library.

What cannot be decided is not allowed: if Limen does not answer, refuses the program's own credentials, or answers
something other than a decision, `UndecidedError` is raised.
"""

import http.client
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from limen.errors import LimenError

EVALUATION: Final = "/access/v1/evaluation"
TIMEOUT_SECONDS: Final = 5.0
MAX_ANSWER_BYTES: Final = 1024 * 1024
KINDS: Final = ("user", "role", "group", "session", "root")

Scalar = str | int | float | bool
Context = Mapping[str, Scalar | Sequence[str]]


class UndecidedError(LimenError):
    """Limen has not decided; nothing may be allowed. The message says why, without secrets."""


class DeniedError(LimenError):
    """Policies do not allow it; `decision` has the reason."""

    def __init__(self, decision: "Decision") -> None:
        """Keep the decision."""
        super().__init__(decision.reason or "Access is denied.")
        self.decision = decision


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision; of a refusal the reason, the denying statement and its policy, and the id in the audit trail."""

    is_allowed: bool
    reason: str = ""
    statement: str = ""
    policy: str = ""
    request_id: str = ""

    def __bool__(self) -> bool:
        """Raise: a decision is not a truth value, so that nobody writes `if decision:` for `if decision.is_allowed`."""
        raise TypeError("use decision.is_allowed")


@dataclass(frozen=True, slots=True)
class Limen:
    """A Limen and the service-specific credential, of the service `limen`, by which the program asks it."""

    url: str
    login: str
    password: str = field(repr=False)
    timeout_seconds: float = TIMEOUT_SECONDS

    def allowed(self, caller: str, action: str, resource: str, context: Context | None = None) -> bool:
        """Whether `caller` may perform `action` on `resource`, an ARN or `*`; raises `UndecidedError`.

        The caller is a user's name, `role/NAME`, `group/NAME`, `session/ROLE/SESSION`, or the ARN of any of these.
        """
        return self.decide(caller, action, resource, context).is_allowed

    def require(self, caller: str, action: str, resource: str, context: Context | None = None) -> None:
        """Return if it is allowed; raises `DeniedError` or `UndecidedError`."""
        decision = self.decide(caller, action, resource, context)
        if not decision.is_allowed:
            raise DeniedError(decision)

    def decide(self, caller: str, action: str, resource: str, context: Context | None = None) -> Decision:
        """The decision with its reason; raises `UndecidedError`."""
        kind, name = split_caller(caller)
        asked = {
            "subject": {"type": kind, "id": name},
            "action": {"name": action},
            "resource": {"type": action.partition(":")[0], "id": resource},
            "context": {key: _as_json(value) for key, value in (context or {}).items()},
        }
        status, body = self._send(json.dumps(asked).encode())
        return _read_decision(status, body)

    def _send(self, body: bytes) -> tuple[int, bytes]:
        parts = urlsplit(self.url)
        make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        credentials = b64encode(f"{self.login}:{self.password}".encode()).decode()
        headers = {"Content-Type": "application/json", "Authorization": f"Basic {credentials}"}
        try:
            connection = make(parts.netloc, timeout=self.timeout_seconds)
            try:
                connection.request("POST", EVALUATION, body, headers)
                answer = connection.getresponse()
                return answer.status, answer.read(MAX_ANSWER_BYTES)
            finally:
                connection.close()
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise UndecidedError(f"Limen at {self.url} does not answer: {type(error).__name__}") from error


def split_caller(caller: str) -> tuple[str, str]:
    """The type and id of a subject; raises `UndecidedError` for an empty name or an ARN of nobody."""
    if caller.startswith("arn:"):
        parts = caller.split(":", 5)
        kind = parts[-1].partition("/")[0]
        kind = "session" if kind == "assumed-role" else kind
        if len(parts) != 6 or kind not in KINDS:
            raise UndecidedError(f"{caller} is not the ARN of a caller")
        return kind, caller
    kind, slash, name = caller.partition("/")
    if not slash:
        kind, name = "user", caller
    if kind not in KINDS or not name:
        raise UndecidedError(f"{caller!r} does not name a caller")
    return kind, name


def _as_json(value: Scalar | Sequence[str]) -> object:
    return value if isinstance(value, str | int | float) else list(value)


def _read_decision(status: int, body: bytes) -> Decision:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if status != http.client.OK:
        said = answer.get("error") if isinstance(answer, dict) else ""
        raise UndecidedError(f"Limen answers {status}{f': {said}' if isinstance(said, str) and said else ''}")
    if not isinstance(answer, dict) or not isinstance(answer.get("decision"), bool):
        raise UndecidedError("Limen's answer has no decision")
    context = answer.get("context")
    details = context if isinstance(context, dict) else {}
    shown = {name: str(details.get(name, "")) for name in ("reason", "statement", "policy", "request_id")}
    return Decision(answer["decision"], **shown)
