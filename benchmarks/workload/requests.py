"""Requests: three of four are about something that the caller's own policies mention, the others about anything."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.workload.services import ACCOUNT, ACTIONS, KIND_OF_ACTION, KINDS, REGION, Estate
from benchmarks.workload.statements import STAGES, Statement

_MOMENTS = ("2026-03-01T12:00:00Z", "2026-11-23T10:00:00Z", "2026-11-23T10:00:00Z", "2027-06-01T00:00:00Z")
_ADDRESSES = ("10.1.{}.{}", "10.1.{}.{}", "10.2.{}.{}", "192.0.2.{}", "198.51.100.{}", "8.8.{}.{}")
_NAME = r"[a-z0-9-]+"
_FORMS = {
    "object": rf"arn:aws:s3:::{_NAME}/.+",
    "bucket": rf"arn:aws:s3:::{_NAME}",
    "table": rf"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{_NAME}",
    "queue": rf"arn:aws:sqs:{REGION}:{ACCOUNT}:{_NAME}",
    "topic": rf"arn:aws:sns:{REGION}:{ACCOUNT}:{_NAME}",
    "function": rf"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{_NAME}",
    "user": rf"arn:aws:iam::{ACCOUNT}:user/{_NAME}",
}

Request = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller, as requests describe it."""

    name: str
    team: str
    stage: str


class RequestMaker:
    """Draws requests against an estate."""

    def __init__(self, estate: Estate) -> None:
        self._estate = estate
        self._random = estate.random

    def request(self, caller: Caller, statements: Sequence[Statement]) -> Request:
        action, resource = self._target(caller, statements)
        return {"principal": caller.name, "action": action, "resource": resource, "context": self._context(caller)}

    def _target(self, caller: Caller, statements: Sequence[Statement]) -> tuple[str, str]:
        draw = self._random
        if not statements or draw.random() > 0.75:
            kind = draw.choice(KINDS)
            return draw.choice(kind.actions), self._estate.resource(kind, caller.name)
        statement = draw.choice(statements)
        action = draw.choice([name for name in ACTIONS if _is_like(name, draw.choice(statement["Action"]))] or ACTIONS)
        kind = KIND_OF_ACTION[action]
        for _ in range(6):  # an action of `s3:*` may be about buckets where the pattern is about objects
            resource = self._fill(draw.choice(statement["Resource"]), caller)
            if re.fullmatch(_FORMS[kind.name], resource):
                return action, resource
        return action, self._estate.resource(kind, caller.name)

    def _fill(self, pattern: str, caller: Caller) -> str:
        """Replace every wildcard and variable with some text."""
        draw = self._random
        text = pattern.replace("${aws:username}", caller.name).replace("${aws:PrincipalTag/team}", caller.team)
        while "*" in text:
            before, _, after = text.partition("*")
            if before.endswith(":"):
                filling = REGION
            elif before[-1:].isdigit():
                filling = draw.choice(("", str(draw.randrange(10))))
            else:
                filling = draw.choice(("x", f"f-{draw.randrange(1000)}", "logs/a"))
            text = before + filling + after
        return text

    def _context(self, caller: Caller) -> dict[str, str]:
        draw = self._random
        form = draw.choice(_ADDRESSES) if draw.random() > 0.05 else "203.0.113.7"
        context = {
            "aws:SourceIp": form.format(draw.randrange(1, 255), draw.randrange(1, 255)),
            "aws:CurrentTime": draw.choice(_MOMENTS),
            "aws:SecureTransport": "true" if draw.random() < 0.97 else "false",
            "aws:PrincipalTag/team": caller.team,
            "aws:PrincipalTag/env": caller.stage,
        }
        if draw.random() < 0.85:
            context["aws:MultiFactorAuthPresent"] = "true" if draw.random() < 0.8 else "false"
        if draw.random() < 0.8:
            context["aws:ResourceTag/env"] = caller.stage if draw.random() < 0.5 else draw.choice(STAGES)
        if self._estate.has_users:
            context["aws:username"] = caller.name
        return context


def _is_like(text: str, pattern: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text) is not None
