"""The service-linked roles of AWS's services: name, managed policy, and whether a suffix is allowed (spec api 2.12).

Each line of the table has the service's host name without `.amazonaws.com`, the role's name without its common
beginning, and the policy below `/aws-service-role/` in the snapshot. Most names also occur in the resources of other
policies in the snapshot; a test compares them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

TABLE: Final = "service_linked_roles.txt"
DOMAIN: Final = ".amazonaws.com"
NAME_PREFIX: Final = "AWSServiceRoleFor"
PATH: Final = "/aws-service-role/"

_WITH_SUFFIX: Final = 4


@dataclass(frozen=True, slots=True)
class ServiceLinkedRole:
    """The role that a service has in an account; with a suffix, several."""

    service: str
    name: str
    policy_name: str
    allows_suffix: bool

    @property
    def path(self) -> str:
        """The path of the role."""
        return f"{PATH}{self.service}/"

    def name_with(self, suffix: str) -> str:
        """The name of the role with a suffix, or without one if it is empty."""
        return f"{self.name}_{suffix}" if suffix else self.name

    def policy_arn(self, partition: str) -> str:
        """The managed policy that the role has."""
        return f"arn:{partition}:iam::aws:policy{PATH}{self.policy_name}"

    def render_trust(self, *, with_lists: bool = False) -> str:
        """The trust policy, which the answer to the creating call shows with lists."""
        action: str | list[str] = ["sts:AssumeRole"] if with_lists else "sts:AssumeRole"
        service: str | list[str] = [self.service] if with_lists else self.service
        statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": action}
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, separators=(",", ":"))


@cache
def load_service_linked_roles() -> Mapping[str, ServiceLinkedRole]:
    """All of them by the host name of the service."""
    text = files(__package__).joinpath(TABLE).read_text("utf-8")
    roles = (_parse_row(line.split()) for line in text.splitlines())
    return MappingProxyType({role.service: role for role in roles})


def _parse_row(row: list[str]) -> ServiceLinkedRole:
    return ServiceLinkedRole(row[0] + DOMAIN, NAME_PREFIX + row[1], row[2], allows_suffix=len(row) == _WITH_SUFFIX)
