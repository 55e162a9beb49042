"""The parameters in the audit trail, read back."""

from datetime import UTC, datetime
from typing import Any

import pytest

from limen.audit.elements import HIDDEN, is_secret, render_elements
from limen.replay.parameters import find_hidden, restore_parameters
from limen.wire.model import Shape
from limen.wire.service_models import SERVICES, load_service

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
OPERATIONS = [(name, operation) for name in sorted(SERVICES) for operation in load_service(name)]


def example(shape: Shape, name: str = "") -> Any:
    """Some value of the shape, with all members."""
    match shape.type:
        case "structure":
            return {member: example(each, member) for member, each in shape.members.items()}
        case "list":
            return [None, example(shape.members["member"], name)]
        case "map":
            return {"key": example(shape.members["value"], name)}
        case "timestamp":
            return NOON
        case "blob":
            return HIDDEN if is_secret(name, b"") else b"\0bytes"
        case "boolean":
            return True
        case "integer" | "long":
            return 7
        case _:
            assert shape.type == "string"
            return HIDDEN if is_secret(name, "") else f"some {name}"


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_the_recorded_input_of_every_operation_is_read_back(service: str):
    for name in load_service(service):
        shape = load_service(service).get_operation(name).input
        parameters = example(shape)
        assert restore_parameters(shape, render_elements(parameters)) == parameters, name


def test_members_that_the_model_does_not_have_are_left_out():
    shape = load_service("iam").get_operation("GetUser").input
    assert restore_parameters(shape, {"userName": "alice", "color": "red"}) == {"UserName": "alice"}


def test_what_is_hidden_is_named():
    shown = {"userName": "x", "password": HIDDEN, "inner": {"secretKey": HIDDEN}, "list": [HIDDEN]}
    assert list(find_hidden(shown)) == ["password", "secretKey"]
