"""The decision itself; what it decides is tested through the gate."""

import pytest

from limen.authn.caller import Caller
from limen.authz.policy_gatherer import PolicyGatherer
from limen.domain.principals import RootUser
from limen.gateway.request_verdict import decide
from tests.unit.gateway.tables import load_site, request
from tests.unit.operations.world import ACCOUNT, NOW


def test_a_request_without_questions_is_not_allowed_even_for_root(world, tmp_path):
    asked = request("GET", "/docs/a")
    root = Caller(RootUser(ACCOUNT, "aws"))
    with pytest.raises(ValueError, match="no question"):
        decide(load_site(tmp_path), asked, (), root, world.store.latest(), gatherer=PolicyGatherer(), now=NOW)
