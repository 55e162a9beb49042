from limen.operations.catalog import all_operations
from limen.operations.registry import ReadOperation


def test_reads_that_grow_with_what_is_asked_or_stored_are_long():
    """Measured with 4,000 users and requests of a megabyte: these took from 25 to 400 ms, all others 15 at most."""
    long = {
        operation.name for operation in all_operations() if isinstance(operation, ReadOperation) and operation.is_long
    }
    assert long == {
        "GetAccountAuthorizationDetails",
        "GetContextKeysForCustomPolicy",
        "GetContextKeysForPrincipalPolicy",
        "SimulateCustomPolicy",
        "SimulatePrincipalPolicy",
        "LookupEvents",
        "CheckAccessNotGranted",
        "CheckNoNewAccess",
        "CheckNoPublicAccess",
        "ValidatePolicy",
        "ExplainAccess",
        "ExplainEvent",
        "GetService",
        "ListServices",
        "WhatCan",
        "WhoCan",
    }
