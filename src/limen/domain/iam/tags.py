"""Tags of IAM's entities."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag; keys are compared without regard to case on users and roles (spec api 2.7)."""

    key: str
    value: str
