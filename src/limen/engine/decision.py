"""What `evaluate` answers."""

from enum import StrEnum


class Outcome(StrEnum):
    """The three possible outcomes; only `ALLOWED` lets a request through."""

    ALLOWED = "Allowed"
    EXPLICIT_DENY = "ExplicitDeny"
    IMPLICIT_DENY = "ImplicitDeny"


class Layer(StrEnum):
    """Where a policy stands, spelled as in scenarios (DESIGN: interfaces)."""

    SERVICE_CONTROL = "service_control"
    RESOURCE_CONTROL = "resource_control"
    ENDPOINT = "endpoint"
    RESOURCE = "resource"
    IDENTITY = "identity"
    PERMISSIONS_BOUNDARY = "permissions_boundary"
    SESSION = "session"
