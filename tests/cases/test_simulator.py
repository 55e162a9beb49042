"""Every decision case that the simulator can be asked, through boto3, the wire and the pipeline."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from limen.authn.keyring import DataKeys, make_keyring
from limen.authn.passwords import CHEAP, PasswordHasher
from limen.authn.tokens import SessionTokens
from limen.authn.vault import Vault
from limen.authz.authorizer import Authorizer
from limen.domain.iam.account import Account
from limen.domain.iam.credentials import AccessKey
from limen.operations.catalog import OPERATIONS
from limen.operations.environment import Environment
from limen.runtime.pipeline import Pipeline
from limen.runtime.steps import ServiceSteps
from tests.cases.simulator import (
    DECISIONS,
    decision_of,
    find_expressible,
    find_obstacle,
    in_process_client,
    simulation_of,
)
from tests.cases.test_engine import CASES
from tests.unit.operations.memory_store import MemoryStore
from tests.unit.operations.world import predictable_entropy

ACCOUNT = "111111111111"
KEY_ID, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY12"
EXPRESSIBLE = find_expressible()
AT_LEAST = 1400


@pytest.fixture(scope="module")
def iam():
    """An account's root as a client, and nothing between it and the pipeline but a function call."""
    entropy = predictable_entropy()
    keys = DataKeys(make_keyring(entropy))
    vault = Vault(keys, entropy=entropy)
    created = datetime(2026, 1, 1, tzinfo=UTC)
    key = AccessKey(ACCOUNT, KEY_ID, ACCOUNT, created, vault.seal(SECRET.encode(), KEY_ID.encode()))
    store = MemoryStore(Account(ACCOUNT, created), key)
    passwords = PasswordHasher(entropy=entropy, cost=CHEAP)
    environment = Environment(
        entropy=entropy, vault=vault, passwords=passwords, tokens=SessionTokens(keys), trail=MemoryStore()
    )
    pipeline = Pipeline(store, ServiceSteps(environment, Authorizer(OPERATIONS)), environment, lambda *_: None)
    return in_process_client(pipeline, KEY_ID, SECRET)


@pytest.mark.parametrize("case", EXPRESSIBLE, ids=lambda case: case["id"])
def test_the_simulator_decides_as_the_case_expects(iam: Any, case: dict[str, Any]):
    answer = iam.simulate_custom_policy(**simulation_of(case["scenario"]))
    assert decision_of(answer) == DECISIONS[case["expect"]["decision"]], case["title"]


def test_most_cases_can_be_asked_and_the_others_have_a_reason():
    obstacles = Counter(find_obstacle(case["scenario"]) for case in CASES)
    print(*(f"{count:5} {obstacle or 'expressible'}" for obstacle, count in obstacles.most_common()), sep="\n")
    assert obstacles[""] == len(EXPRESSIBLE) >= AT_LEAST
    assert {DECISIONS[case["expect"]["decision"]] for case in EXPRESSIBLE} == set(DECISIONS.values())
