"""Statements as people write them: actions by name or wildcard, resources by prefix, conditions of the usual kinds."""

from random import Random
from typing import Any

from benchmarks.workload.services import KINDS, Estate, Kind

TEAMS = ("blue", "red", "green", "black", "bluegreen")
STAGES = ("prod", "dev", "test", "stage")
NETWORKS = ("10.1.0.0/16", "10.2.0.0/16", "10.2.64.0/18", "192.0.2.0/24", "198.51.100.0/25", "203.0.113.7/32")
DATES = ("2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z", "2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z")

Statement = dict[str, Any]
Clause = tuple[str, str, list[str]]

_ALLOW_CLAUSES = ("team", "team-like", "own-stage", "network", "before", "after", "mfa", "tls", "stage")
_DENY_CLAUSES = ("no-mfa", "other-network", "other-stage", "team", "before", "no-tls")


class StatementMaker:
    """Draws statements: `conditioned` of the Allows and 70 % of the Denies have conditions, `denying` of all deny."""

    def __init__(self, estate: Estate, *, conditioned: float, denying: float = 0.12) -> None:
        self._estate = estate
        self._random = estate.random
        self._conditioned = conditioned
        self._denying = denying

    def statement(self) -> Statement:
        draw = self._random
        kind = draw.choices(KINDS, weights=[kind.weight for kind in KINDS])[0]
        is_deny = draw.random() < self._denying
        actions = self.actions(kind)
        if is_deny and draw.random() < 0.05:
            actions = ["*"]
        resources = sorted({self._estate.pattern(kind) for _ in range(draw.choice((1, 1, 2, 3)))})
        if not is_deny and draw.random() < 0.04:
            resources = ["*"]
        made: Statement = {"Effect": "Deny" if is_deny else "Allow", "Action": actions, "Resource": resources}
        if draw.random() < (0.7 if is_deny else self._conditioned):
            made["Condition"] = self.condition(is_deny=is_deny)
        elif actions == ["*"]:
            made["Condition"] = {"Bool": {"aws:SecureTransport": ["false"]}}
        return made

    def actions(self, kind: Kind) -> list[str]:
        draw = self._random
        if draw.random() < 0.45:
            return draw.sample(kind.actions, min(len(kind.actions), draw.randrange(1, 4)))
        chosen = {draw.choice(kind.wildcards)}
        if draw.random() < 0.4:
            chosen.add(draw.choice(kind.actions))
        return sorted(chosen)

    def condition(self, *, is_deny: bool) -> dict[str, dict[str, list[str]]]:
        draw = self._random
        made: dict[str, dict[str, list[str]]] = {}
        names = draw.sample(_DENY_CLAUSES if is_deny else _ALLOW_CLAUSES, draw.choice((1, 1, 1, 2, 2, 3)))
        for operator, key, values in (_clause(name, draw) for name in names):
            made.setdefault(operator, {})[key] = values
        return made


def _clause(name: str, draw: Random) -> Clause:
    team, stage, now = "aws:PrincipalTag/team", "aws:ResourceTag/env", "aws:CurrentTime"
    clauses: dict[str, Clause] = {
        "team": ("StringEquals", team, draw.sample(TEAMS, draw.randrange(1, 4))),
        "team-like": ("StringLike", team, [draw.choice(("bl*", "*e*", "gr*", "*d"))]),
        "stage": ("StringEquals", stage, draw.sample(STAGES, draw.randrange(1, 3))),
        "own-stage": ("StringEquals", stage, ["${aws:PrincipalTag/env}"]),
        "other-stage": ("StringNotEquals", stage, [draw.choice(STAGES)]),
        "network": ("IpAddress", "aws:SourceIp", draw.sample(NETWORKS, draw.randrange(1, 3))),
        "other-network": ("NotIpAddress", "aws:SourceIp", draw.sample(NETWORKS[:3], 2)),
        "before": ("DateLessThan", now, [draw.choice(DATES[1:])]),
        "after": ("DateGreaterThan", now, [draw.choice(DATES[:3])]),
        "mfa": ("Bool", "aws:MultiFactorAuthPresent", ["true"]),
        "no-mfa": ("Bool", "aws:MultiFactorAuthPresent", ["false"]),
        "tls": ("Bool", "aws:SecureTransport", ["true"]),
        "no-tls": ("Bool", "aws:SecureTransport", ["false"]),
    }
    return clauses[name]
