"""The registry of operations and the errors, compared with the service models; the document, compared with both."""

import re

import pytest
from botocore.loaders import Loader

from limen.authz.call import AuthorizedCall
from limen.authz.targets import USER
from limen.errors import ApiError
from limen.operations.catalog import all_operations, find_operation
from limen.operations.environment import Environment
from limen.operations.registry import OperationTable, Output, ReadOperation, WriteOperation
from limen.store.interface import Reader
from limen.wire.service_models import QUERY_VERSIONS, SERVICES, load_service
from tests.architecture.source import load_source
from tools.build_compatibility import DOCUMENT, render
from tools.reference.errors import list_api_errors

READ_PREFIXES = ("Decode", "Describe", "Get", "List", "Lookup", "Simulate", "Validate")
READS_THAT_ARE_CALLED_OTHERWISE = frozenset(
    {"AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"}
    | {"CheckAccessNotGranted", "CheckNoNewAccess", "CheckNoPublicAccess"}
    | {"ExplainAccess", "ExplainEvent", "WhatCan", "WhoCan"}
)
"""A session is in its token, not in the store; the checks of Access Analyzer have no state, questions change none."""


def test_every_handler_is_for_an_operation_of_the_model():
    unknown = [f"{op.service}:{op.name}" for op in all_operations() if op.name not in set(load_service(op.service))]
    assert unknown == []


def test_every_operation_is_one_of_a_known_service():
    assert {"iam", "sts"} <= {operation.service for operation in all_operations()} <= SERVICES


def test_every_module_with_a_table_is_found_and_no_table_is_empty():
    """The source is searched instead of the packages, which would both miss a folder without `__init__.py`."""
    declaring = {
        file.module for file in load_source() if re.search(r"^table = OperationTable\(", file.text, re.MULTILINE)
    }
    assert {operation.handle.__module__ for operation in all_operations()} == declaring
    assert len(declaring) > 25


def test_what_only_reads_is_registered_so():
    for operation in all_operations():
        sounds_like_a_read = operation.name.startswith(READ_PREFIXES)
        expected = sounds_like_a_read or operation.name in READS_THAT_ARE_CALLED_OTHERWISE
        assert isinstance(operation, ReadOperation if expected else WriteOperation), operation.name


def test_operations_are_found_by_service_and_name():
    (first, *_) = all_operations()
    assert find_operation(first.service, first.name) is first
    assert find_operation("sts", "GetUser") is None
    assert find_operation("iam", "NoSuchOperation") is None


def nothing(call: AuthorizedCall, reader: Reader, environment: Environment) -> Output:
    return {}


def test_an_operation_with_two_handlers_is_refused():
    from limen.operations.catalog import _collect

    one, two = OperationTable("iam", ()), OperationTable("iam", ())
    for table in (one, two):
        table.read("GetUser", USER)(nothing)
    with pytest.raises(ValueError, match="iam:GetUser has two handlers"):
        _collect((one, two))


def model_errors() -> dict[str, int]:
    """Code and status of every fault in IAM's and STS's models; other services' come from their models."""
    models = (Loader().load_service_model(service, "service-2") for service in sorted(QUERY_VERSIONS.values()))
    faults = (shape["error"] for model in models for shape in model["shapes"].values() if "error" in shape)
    return {fault["code"]: fault["httpStatusCode"] for fault in faults}


def our_errors() -> list[type[ApiError]]:
    return [ApiError, *list_api_errors()]


def test_errors_have_the_status_of_the_model():
    statuses = model_errors()
    wrong = [(e.code, e.status, statuses[e.code]) for e in our_errors() if statuses.get(e.code, e.status) != e.status]
    assert wrong == []
    assert len([error for error in our_errors() if error.code in statuses]) > 10


def test_every_error_has_a_code_of_its_own():
    codes = [error.code for error in our_errors() if error is not ApiError]
    assert sorted(codes) == sorted(set(codes))


def test_the_document_is_up_to_date():
    assert DOCUMENT.read_text(encoding="utf-8") == render(), "run: python -m tools.build_compatibility"


def test_the_document_states_both():
    text = render()
    assert "| GetUser | handled (read) |" in text
    assert "| CreateUser | handled (write) |" in text
    assert "| AssumeRoleWithSAML | 400 NotImplemented |" in text or find_operation("sts", "AssumeRoleWithSAML")
