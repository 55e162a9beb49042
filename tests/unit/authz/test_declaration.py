"""What can be declared, and what cannot: a mistake shows when the module is imported, not when somebody calls."""

from typing import Any

import pytest

from limen.audit.elements import is_secret
from limen.authn.proofs.proof_kinds import ProofKind
from limen.authz.declaration import Declaration
from limen.authz.restrictions import IAM_RESTRICTIONS, STS_RESTRICTIONS
from limen.authz.targets import EVERYTHING, UNRESTRICTED, USER, Form, Target
from limen.engine.model.request import WITHOUT_PERMISSION
from limen.operations.catalog import OPERATIONS, all_operations
from limen.operations.registry import OperationTable
from limen.wire.service_models import load_service


def handle(*_: Any) -> dict[str, Any]:
    return {}


def test_an_operation_without_a_target_cannot_be_declared():
    table: Any = OperationTable("iam", IAM_RESTRICTIONS)
    for declare in (table.read, table.write):
        with pytest.raises(TypeError):
            declare("GetUser")
        with pytest.raises(TypeError, match=r"^iam:GetUser has no target$"):
            declare("GetUser", None)(handle)
    assert list(table) == []


def test_a_table_says_which_callers_are_refused():
    with pytest.raises(TypeError):
        OperationTable("iam")  # type: ignore[call-arg]  # What is tested.


def test_an_operation_takes_the_restrictions_of_its_table_or_its_own():
    table = OperationTable("sts", STS_RESTRICTIONS)
    table.read("GetAccessKeyInfo", EVERYTHING)(handle)
    table.read("GetCallerIdentity", UNRESTRICTED, restrictions=())(handle)
    assert [operation.restrictions for operation in table] == [STS_RESTRICTIONS, ()]


def test_one_table_has_one_handler_for_an_operation():
    table = OperationTable("iam", ())
    table.read("GetUser", USER)(handle)
    with pytest.raises(ValueError, match="iam:GetUser has two handlers"):
        table.write("GetUser", USER)(handle)


@pytest.mark.parametrize(("name", "target"), [("AssumeRole", UNRESTRICTED), ("GetCallerIdentity", EVERYTHING)])
def test_a_declaration_and_the_engine_agree_about_what_needs_a_permission(name: str, target: Target):
    with pytest.raises(ValueError, match=f"^sts:{name}: the target and the engine differ"):
        Declaration(service="sts", name=name, target=target, restrictions=())


def test_every_action_without_permission_is_declared_and_no_other():
    declared = {each.action.lower() for each in all_operations() if each.target.form is Form.UNRESTRICTED}
    assert declared == WITHOUT_PERMISSION
    assert {each.action for each in all_operations() if each.is_deniable} == {"sts:GetSessionToken"}


@pytest.mark.parametrize(
    "parts",
    [
        {"form": Form.NAMED, "kind": "user"},
        {"form": Form.EVERYTHING, "parameter": "UserName"},
        {"form": Form.NAMED, "kind": "user", "parameter": "UserName", "tag_action": "iam:TagUser"},
        {"form": Form.CREATED, "kind": "user", "parameter": "UserName", "new_name": "NewUserName"},
        {"form": Form.POLICY_ARN, "kind": "policy", "parameter": "PolicyArn", "passes_role": True},
    ],
)
def test_a_target_whose_parts_do_not_fit_is_refused(parts: dict[str, Any]):
    with pytest.raises(ValueError, match=parts["form"].name):
        Target(**parts)


def test_every_operation_of_iam_refuses_sessions_without_mfa():
    assert {operation.restrictions for operation in all_operations() if operation.service == "iam"} == {
        IAM_RESTRICTIONS
    }


def test_declarations_are_found_by_service_and_name():
    assert all(key == operation.key for key, operation in OPERATIONS.items())
    assert OPERATIONS["iam", "GetUser"].action == "iam:GetUser"
    assert ("sts", "GetUser") not in OPERATIONS


def test_what_is_called_without_a_signature_declares_another_proof():
    """The service model says which operations take no signature; nothing else is called without one."""
    for operation in all_operations():
        is_unsigned = load_service(operation.service).get_operation(operation.name).is_unsigned
        assert operation.proof.replaces_signature is is_unsigned, operation.action


def test_codes_are_checked_where_the_model_has_a_member_for_them():
    codes = {"SerialNumber", "TokenCode"}
    carrying = {
        operation.name
        for operation in all_operations()
        if codes <= set(load_service(operation.service).get_operation(operation.name).input.members)
    }
    declared = {operation.name for operation in all_operations() if operation.proof is ProofKind.MFA_CODE}
    assert declared == carrying == {"AssumeRole", "GetSessionToken"}


def test_secret_members_are_declared():
    """Those that the model marks, and those that are hidden by their name, apart from where a page begins."""
    pages = {"NextToken", "nextToken"}
    for operation in all_operations():
        members = load_service(operation.service).get_operation(operation.name).input.members
        marked = {name for name, shape in members.items() if shape.is_sensitive}
        named = {name for name, shape in members.items() if shape.type in {"string", "blob"} and is_secret(name, "")}
        assert operation.secrets == (marked | named) - pages, operation.action
