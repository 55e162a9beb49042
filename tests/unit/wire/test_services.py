import json
from typing import Any

import pytest

from limen.wire.errata import EXISTING_USER_NAME, EXISTING_USER_REQUESTS, NEWER_SHAPES, SHAPE_CHANGES, correct
from limen.wire.model import EMPTY_STRUCTURE, Service, ServiceModelError
from limen.wire.services import SERVICES, find_service_of_version, is_unsigned_operation, load_service


def test_both_models_are_spoken():
    iam, sts = load_service("iam"), load_service("sts")
    assert (iam.api_version, iam.namespace) == ("2010-05-08", "https://iam.amazonaws.com/doc/2010-05-08/")
    assert (sts.api_version, sts.namespace) == ("2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/")
    assert {"iam", "sts"} == SERVICES
    assert len(set(iam)) >= 176
    assert len(set(sts)) >= 11


def test_another_service_is_not():
    with pytest.raises(KeyError):
        load_service("ec2")


def test_a_version_belongs_to_a_service():
    assert find_service_of_version("2010-05-08") == "iam"
    assert find_service_of_version("2011-06-15") == "sts"
    assert find_service_of_version("2016-11-15") is None


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_every_operation_compiles(service):
    model = load_service(service)
    for name in model:
        assert model.get_operation(name).name == name


def test_an_operation_is_compiled_once():
    iam = load_service("iam")
    assert iam.find_operation("GetUser") is iam.find_operation("GetUser")


def test_an_unknown_operation():
    assert load_service("iam").find_operation("GetUsers") is None
    with pytest.raises(KeyError):
        load_service("iam").get_operation("GetUsers")


def test_operations_that_take_no_signature():
    unsigned = [(s, name) for s in sorted(SERVICES) for name in load_service(s) if is_unsigned_operation(s, name)]
    assert unsigned == [("sts", "AssumeRoleWithSAML"), ("sts", "AssumeRoleWithWebIdentity")]


def test_an_operation_without_input_or_output_has_empty_ones():
    iam = load_service("iam")
    assert iam.get_operation("GetAccountSummary").input is EMPTY_STRUCTURE
    assert iam.get_operation("DeleteUser").output is EMPTY_STRUCTURE
    assert iam.get_operation("DeleteUser").result_wrapper == ""
    assert iam.get_operation("UpdateRole").result_wrapper == "UpdateRoleResult"


@pytest.mark.parametrize("request_shape", EXISTING_USER_REQUESTS)
def test_an_existing_user_is_referred_to_by_up_to_128_characters(request_shape):
    operation = load_service("iam").get_operation(request_shape.removesuffix("Request"))
    assert operation.input.members["UserName"].name == EXISTING_USER_NAME
    assert operation.input.members["UserName"].max == 128


def test_every_request_that_refers_to_a_user_is_so_corrected():
    iam = load_service("iam")
    strict = {name for name in iam if _user_name_limit(iam, name) == 64}
    assert strict == {"CreateUser"}
    assert iam.get_operation("UpdateUser").input.members["NewUserName"].max == 64


def _user_name_limit(service: Service, operation: str) -> int | None:
    member = service.get_operation(operation).input.members.get("UserName")
    return member.max if member else None


def test_errata_name_shapes_that_the_model_has():
    shapes = {shape for changes in SHAPE_CHANGES.values() for shape in changes}
    assert shapes == {"pathType", "EntityType", "tokenCodeType"} | NEWER_SHAPES
    for service in SHAPE_CHANGES:
        with pytest.raises(KeyError):
            correct(service, {"shapes": {}})


def test_an_erratum_for_a_request_that_an_older_model_lacks_is_skipped():
    document: dict[str, Any] = {"shapes": {"pathType": {}, "EntityType": {}}}
    assert correct("iam", document)["shapes"]["pathType"]["pattern"]


def test_authorization_details_are_written_in_the_recorded_order():
    members = list(load_service("iam").get_operation("GetAccountAuthorizationDetails").output.members)
    lists = ["Policies", "UserDetailList", "RoleDetailList", "GroupDetailList"]
    assert members == [*lists, "IsTruncated", "Marker"]


@pytest.mark.parametrize("trait", ['"flattened": true', '"flattened": false'])
def test_a_model_that_would_be_spoken_wrongly_is_refused(trait):
    document = json.loads(
        '{"metadata": {"apiVersion": "1", "xmlNamespace": "n"}, "operations": {"Do": {"input": {"shape": "In"}}},'
        ' "shapes": {"In": {"type": "structure", "members": {"A": {"shape": "L"}}},'
        f'            "L": {{"type": "list", "member": {{"shape": "S"}}, {trait}}}, "S": {{"type": "string"}}}}}}'
    )
    service = Service("test", document)
    if json.loads(f"{{{trait}}}")["flattened"]:
        with pytest.raises(ServiceModelError, match="L is renamed or flattened"):
            service.find_operation("Do")
    else:
        assert service.get_operation("Do").input.members["A"].members["member"].type == "string"


def test_a_renamed_member_is_refused():
    document = {
        "metadata": {"apiVersion": "1", "xmlNamespace": "n"},
        "operations": {"Do": {"input": {"shape": "In"}}},
        "shapes": {
            "In": {"type": "structure", "members": {"A": {"shape": "S", "locationName": "a"}}},
            "S": {"type": "string"},
        },
    }
    with pytest.raises(ServiceModelError):
        Service("test", document).find_operation("Do")
