import pytest

from tests.unit.authz.gate import Gate
from tests.unit.operations.conftest import environment, world
from tests.unit.operations.world import World

__all__ = ["environment", "gate", "world"]


@pytest.fixture
def gate(world: World) -> Gate:
    return Gate(world)
