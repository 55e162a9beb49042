import pytest

from tests.unit.authz.gate import Gate
from tests.unit.operations.world import World


@pytest.fixture
def gate(world: World) -> Gate:
    return Gate(world)
