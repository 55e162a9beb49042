import pytest

from tests.unit.gateway.guarded import Browser, Guarded
from tests.unit.operations.world import World


@pytest.fixture
def guarded(world: World, tmp_path) -> Guarded:
    return Guarded(world, tmp_path)


@pytest.fixture
def browser(guarded: Guarded) -> Browser:
    return Browser(guarded)
