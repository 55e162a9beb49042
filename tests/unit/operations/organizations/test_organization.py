import json

import pytest

from limen.operations.organizations.faults import OrganizationsNotInUseError
from limen.wire.answer import render_error
from tests.unit.wire.requests import post


def test_the_account_is_in_no_organization(world):
    with pytest.raises(OrganizationsNotInUseError) as caught:
        world.call("organizations:DescribeOrganization")
    response = render_error(caught.value, post(""), service="organizations", request_id="i")
    assert response.status == 400
    assert json.loads(response.body) == {
        "__type": "AWSOrganizationsNotInUseException",
        "Message": "Your account is not a member of an organization.",
    }
