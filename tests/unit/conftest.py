import pytest

from limen.authn.keyring import DataKeys, make_keyring
from limen.authn.passwords import CHEAP, PasswordHasher
from limen.authn.tokens import SessionTokens
from limen.authn.vault import Vault
from limen.engine import AuthorizationRequest, PolicySet
from limen.engine.model.trace import Trace
from limen.engine.tracing import trace_request
from limen.operations.environment import Environment
from tests.unit.operations.memory_store import MemoryStore
from tests.unit.operations.world import World, predictable_entropy


@pytest.fixture
def environment() -> Environment:
    entropy = predictable_entropy()
    keys = DataKeys(make_keyring(entropy))
    return Environment(
        entropy=entropy,
        vault=Vault(keys, entropy=entropy),
        passwords=PasswordHasher(entropy=entropy, cost=CHEAP),
        tokens=SessionTokens(keys),
        trail=MemoryStore(),
    )


@pytest.fixture
def world(environment: Environment) -> World:
    return World(environment)


@pytest.fixture
def traced(monkeypatch: pytest.MonkeyPatch) -> list[tuple[AuthorizationRequest, PolicySet]]:
    """What was traced for decisions, one entry for each trace that was computed."""
    found: list[tuple[AuthorizationRequest, PolicySet]] = []

    def trace(request: AuthorizationRequest, policies: PolicySet) -> Trace:
        found.append((request, policies))
        return trace_request(request, policies)

    monkeypatch.setattr("limen.engine.decision.trace_request", trace)
    return found
