import json
from typing import Any

import pytest

from limen.wire.errata import EXISTING_USER_NAME, EXISTING_USER_REQUESTS, NEWER_SHAPES, SHAPE_CHANGES, correct
from limen.wire.model import EMPTY_STRUCTURE, Location, Place
from limen.wire.service_model import Service, ServiceModelError
from limen.wire.service_models import (
    SERVICES,
    find_service_of_version,
    is_unsigned_operation,
    load_service,
    services_by_target,
)
from tests.unit.wire.shapes import botocore_model


def test_the_query_services():
    iam, sts = load_service("iam"), load_service("sts")
    assert (iam.protocol, sts.protocol) == ("query", "query")
    assert (iam.api_version, iam.namespace) == ("2010-05-08", "https://iam.amazonaws.com/doc/2010-05-08/")
    assert (sts.api_version, sts.namespace) == ("2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/")
    assert len(set(iam)) >= 176
    assert len(set(sts)) >= 11


@pytest.mark.parametrize(
    ("name", "protocol", "version", "operations"),
    [
        ("access-analyzer", "rest-json", "2019-11-01", 39),
        ("cloudtrail", "json", "2013-11-01", 60),
        ("organizations", "json", "2016-11-28", 63),
        ("signin", "rest-json", "2023-01-01", 16),
    ],
)
def test_the_json_services(name, protocol, version, operations):
    service = load_service(name)
    assert (service.name, service.protocol, service.api_version) == (name, protocol, version)
    assert len(set(service)) >= operations
    assert service.namespace == ""


def test_json_services_are_named_by_their_target():
    assert services_by_target() == {
        "AWSOrganizationsV20161128": "organizations",
        "CloudTrail_20131101": "cloudtrail",
        "Limen_20261101": "limen",
        "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101": "cloudtrail",
    }


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_the_protocol_is_the_one_that_botocore_uses(name):
    assert load_service(name).protocol == botocore_model(name).resolved_protocol
    assert load_service(name).name == botocore_model(name).signing_name


def test_texts_of_the_documentation_are_not_kept():
    shapes = load_service("organizations")._raw_shapes
    assert not any("documentation" in shape for shape in shapes.values())


def test_another_service_is_not_known():
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
    assert unsigned == [
        ("signin", "CreateOAuth2Token"),
        ("signin", "CreateOAuth2TokenWithTokenExchange"),
        ("sts", "AssumeRoleWithSAML"),
        ("sts", "AssumeRoleWithWebIdentity"),
    ]


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
        '{"metadata": {"apiVersion": "1", "xmlNamespace": "n", "protocol": "query"},'
        ' "operations": {"Do": {"input": {"shape": "In"}}},'
        ' "shapes": {"In": {"type": "structure", "members": {"A": {"shape": "L"}}},'
        f'            "L": {{"type": "list", "member": {{"shape": "S"}}, {trait}}}, "S": {{"type": "string"}}}}}}'
    )
    service = Service("test", document)
    if json.loads(f"{{{trait}}}")["flattened"]:
        with pytest.raises(ServiceModelError, match="L has flattened, which is not implemented"):
            service.find_operation("Do")
    else:
        assert service.get_operation("Do").input.members["A"].members["member"].type == "string"


def test_a_renamed_member_is_refused():
    document = {
        "metadata": {"apiVersion": "1", "xmlNamespace": "n", "protocol": "query"},
        "operations": {"Do": {"input": {"shape": "In"}}},
        "shapes": {
            "In": {"type": "structure", "members": {"A": {"shape": "S", "locationName": "a"}}},
            "S": {"type": "string"},
        },
    }
    with pytest.raises(ServiceModelError):
        Service("test", document).find_operation("Do")


def model_with(members: dict[str, Any], protocol: str = "rest-json", **input_traits: Any) -> Service:
    document = {
        "metadata": {"apiVersion": "1", "protocol": protocol},
        "operations": {"Do": {"input": {"shape": "In"}, "http": {"method": "GET", "requestUri": "/do"}}},
        "shapes": {
            "In": {"type": "structure", "members": members, **input_traits},
            "S": {"type": "string"},
            "Self": {"type": "structure", "members": {"inner": {"shape": "Selves"}}},
            "Selves": {"type": "list", "member": {"shape": "Self"}},
        },
    }
    return Service("test", document)


@pytest.mark.parametrize(
    "trait",
    [
        {"location": "headers"},
        {"location": "statusCode"},
        {"streaming": True},
        {"hostLabel": True},
    ],
)
def test_a_member_that_would_be_read_wrongly_is_refused(trait):
    with pytest.raises(ServiceModelError, match="which is not implemented"):
        model_with({"A": {"shape": "S"} | trait}).find_operation("Do")


def test_a_member_may_be_renamed_in_json():
    shape = model_with({"A": {"shape": "S", "locationName": "a"}}).get_operation("Do").input
    assert shape.place("A") == Place(Location.BODY, "a")


def test_a_shape_may_contain_itself():
    shape = model_with({"A": {"shape": "Self"}}).get_operation("Do").input.members["A"]
    assert shape.members["inner"].members["member"] is shape


def test_the_first_protocol_that_is_implemented_is_taken():
    for offered, chosen in ((["smithy-rpc-v2-cbor", "query", "json"], "json"), (["query", "rest-json"], "rest-json")):
        metadata = {"apiVersion": "1", "protocols": offered, "protocol": offered[0]}
        assert Service("test", {"metadata": metadata, "operations": {}, "shapes": {}}).protocol == chosen


@pytest.mark.parametrize("metadata", [{"protocol": "ec2"}, {"protocol": "rest-xml"}, {"protocols": ["cbor"]}, {}])
def test_a_service_of_another_protocol_is_refused(metadata):
    with pytest.raises(ServiceModelError, match="is implemented"):
        Service("test", {"metadata": {"apiVersion": "1"} | metadata, "operations": {}, "shapes": {}})


def test_faults_are_found_by_code():
    iam, analyzer, organizations = (load_service(name) for name in ("iam", "access-analyzer", "organizations"))
    assert iam.find_fault("NoSuchEntity") is not None
    assert iam.find_fault("NoSuchEntityException") is None
    throttled = analyzer.find_fault("ThrottlingException")
    assert throttled is not None
    assert throttled.status == 429
    failed, denied = organizations.find_fault("ServiceException"), organizations.find_fault("AccessDeniedException")
    assert failed is not None
    assert denied is not None
    assert (failed.status, denied.status) == (500, None)
