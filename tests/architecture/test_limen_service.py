"""The catalog's row of Limen's own service is what the declarations of its operations say."""

from limen.operations.catalog import all_operations
from limen.policy.catalog import find_service
from limen.policy.catalog.lookup import LIMEN
from tools.build_limen_service import FILE, render


def test_the_row_is_up_to_date():
    assert FILE.read_text("utf-8") == render(), "run: python -m tools.build_limen_service"


def test_the_catalog_has_every_action_that_is_authorized():
    service = find_service(LIMEN)
    assert service is not None
    declared = {
        operation.name for operation in all_operations() if operation.service == LIMEN and not operation.acts_as
    }
    assert {action.name for action in service.actions.values()} == declared
    assert "WhoCan" in declared
