import json
import logging
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from limen.audit.elements import HIDDEN
from limen.domain.own_services import OwnService
from limen.errors import (
    NOT_IMPLEMENTED_STATUS,
    AccessDeniedError,
    ConcurrentModificationError,
    ThrottlingError,
)
from limen.operations.iam.faults import EntityAlreadyExistsError
from limen.policy.catalog import find_action
from limen.policy.catalog.account_catalog import load_shipped
from limen.runtime.pipeline import PendingRead, PendingWrite, Pipeline
from limen.sigv4.faults import SignatureDoesNotMatchError
from limen.wire.faults import InvalidActionError, MethodNotAllowedError
from tests.unit.server.fakes import (
    ACCOUNT,
    ALICE,
    NOON,
    REQUEST,
    FakeEnvironment,
    FakeSteps,
    FakeStore,
    read_operation,
    write_operation,
)

DENIED = AccessDeniedError("User: alice is not authorized", decision_id="decided", revision=5)


def handled(call, target, environment):
    return {"User": {"UserName": call.parameters["UserName"]}}


def exploding(call, target, environment):
    raise RuntimeError(f"the secret is {call.parameters['Password']}")


READ = read_operation("iam", "GetUser", handled)
LONG_READ = read_operation("iam", "SimulateCustomPolicy", handled, is_long=True)
WRITE = write_operation("iam", "CreateUser", handled)


@pytest.fixture
def store():
    return FakeStore()


@pytest.fixture
def noted():
    return []


@pytest.fixture
def make(store, noted):
    def note(request, reader, now):
        noted.append(request.caller)

    def make_pipeline(steps):
        environment: Any = FakeEnvironment()
        return Pipeline(store, steps, environment, note)

    return make_pipeline


def document(answer):
    return json.loads(answer.record.document)


def test_a_read_is_answered_and_leaves_its_record_to_be_written(make, store, noted):
    steps = FakeSteps(READ)
    answer = make(steps).handle(REQUEST, NOON)
    assert answer.response.status == 200
    assert steps.calls == ["authenticate", "parse", "prove", "authorize", "render_output"]
    assert document(answer)["readOnly"] is True
    assert document(answer)["responseElements"] is None
    assert document(answer)["requestID"] == dict(answer.response.headers)["x-amzn-requestid"]
    assert store.committed == []
    assert noted == [ALICE]


def test_a_write_commits_its_record_with_itself(make, store):
    answer = make(FakeSteps(WRITE)).handle(REQUEST, NOON)
    assert (answer.response.status, answer.record) == (200, None)
    (record,) = store.committed
    event = json.loads(record.document)
    assert event["readOnly"] is False
    assert event["responseElements"] == {"user": {"userName": "bob"}}
    assert event["awsRegion"] == "eu-west-1"
    assert "hunter22" not in record.document


def test_a_write_waits_in_front_of_its_transaction(make, store):
    pending = make(FakeSteps(WRITE)).begin(REQUEST, NOON)
    assert isinstance(pending, PendingWrite)
    assert store.committed == []


def test_a_write_on_a_newer_revision_is_authorized_again(make, store):
    steps = FakeSteps(WRITE)
    store.ahead = 1
    make(steps).handle(REQUEST, NOON)
    first, again = ["authenticate", "parse", "prove", "authorize"], ["authenticate", "prove again", "authorize"]
    assert steps.calls == [*first, *again, "render_output"]


@pytest.mark.parametrize("step", ["authenticate", "prove again", "authorize"])
def test_a_right_that_was_lost_meanwhile_is_lost(make, store, step):
    steps = FakeSteps(WRITE)
    pipeline = make(steps)
    pending = pipeline.begin(REQUEST, NOON)
    store.ahead = 1
    steps.faults[step] = DENIED
    answer = pipeline.finish(pending)
    assert answer.response.status == 403
    assert document(answer)["errorCode"] == "AccessDenied"
    assert store.committed == []


@pytest.mark.parametrize(
    ("step", "fault", "body"),
    [
        ("authenticate", SignatureDoesNotMatchError("no"), b":SignatureDoesNotMatch"),
        ("parse", InvalidActionError("no"), b"iam:InvalidAction"),
        ("prove", AccessDeniedError("wrong code"), b"iam:AccessDenied"),
        ("authorize", DENIED, b"iam:AccessDenied"),
    ],
)
def test_a_refusal_at_any_step_is_answered_and_recorded(make, store, step, fault, body):
    answer = make(FakeSteps(WRITE, faults={step: fault})).handle(REQUEST, NOON)
    assert (answer.response.status, answer.response.body) == (fault.status, body)
    event = document(answer)
    assert (event["errorCode"], event["eventName"]) == (fault.code, "CreateUser")
    assert store.committed == []


@dataclass
class OnceOnly:
    """A proof that may be used once."""

    used_in: list[Any] = field(default_factory=list)

    def use_up(self, tx: Any) -> None:
        if self.used_in:
            raise AccessDeniedError("used already")
        self.used_in.append(tx)


@pytest.mark.parametrize("operation", [READ, LONG_READ, WRITE])
def test_a_proof_is_used_up_in_the_transaction_of_the_call_even_of_one_that_reads(make, store, operation):
    once = OnceOnly()
    pipeline = make(FakeSteps(operation, single_use=once))
    pending = [pipeline.begin(REQUEST, NOON) for _ in range(2)]
    assert all(isinstance(each, PendingWrite) for each in pending)
    assert once.used_in == []
    first, second = [pipeline.finish(each) for each in pending]
    assert (first.response.status, first.record) == (200, None)
    (record,) = store.committed
    assert once.used_in[0].record is record, "the code, the write and the record are one transaction"
    assert json.loads(record.document)["readOnly"] is (operation is not WRITE)
    assert second.response.status == 403
    assert document(second)["additionalEventData"]["decision"] == "Allowed"


def test_only_a_decision_has_a_decision_id(make):
    decided = document(make(FakeSteps(READ, faults={"authorize": DENIED})).handle(REQUEST, NOON))
    assert decided["additionalEventData"] == {
        "decisionId": decided["requestID"], "decision": "Denied", "revision": 5
    }  # fmt: skip
    undecided = document(make(FakeSteps(READ, faults={"parse": InvalidActionError("x")})).handle(REQUEST, NOON))
    assert "additionalEventData" not in undecided


@pytest.mark.parametrize(
    "refusal", [AccessDeniedError("The old password was incorrect."), EntityAlreadyExistsError("x")]
)
@pytest.mark.parametrize("kind", [read_operation, write_operation])
def test_what_was_allowed_and_failed_is_recorded_as_allowed(make, kind, refusal):
    def refusing(call, target, environment):
        raise refusal

    event = document(make(FakeSteps(kind("iam", "ChangePassword", refusing))).handle(REQUEST, NOON))
    assert event["errorCode"] == refusal.code
    assert event["additionalEventData"]["decision"] == "Allowed"


def test_a_repeated_decision_is_the_one_that_is_recorded(make, store):
    store.ahead = 1
    make(FakeSteps(WRITE)).handle(REQUEST, NOON)
    (record,) = store.committed
    assert json.loads(record.document)["additionalEventData"]["revision"] == 6
    steps = FakeSteps(WRITE)
    pipeline = make(steps)
    pending = pipeline.begin(REQUEST, NOON)
    steps.faults["authorize"] = AccessDeniedError("lost", decision_id="decided", revision=6)
    shown = document(pipeline.finish(pending))["additionalEventData"]
    assert (shown["decision"], shown["revision"]) == ("Denied", 6)


def test_credentials_that_a_read_gave_out_are_recorded_without_their_secrets(make):
    def giving(call, reader, environment):
        return {
            "Credentials": {"AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": "hunter22", "SessionToken": "hunter22"}
        }

    answer = make(FakeSteps(read_operation("sts", "AssumeRole", giving))).handle(REQUEST, NOON)
    assert document(answer)["responseElements"]["credentials"]["accessKeyId"] == "ASIAEXAMPLE"
    assert "hunter22" not in answer.record.document


def test_a_member_that_is_declared_secret_is_not_recorded(make):
    """Whatever its name says; `Password` is hidden by the name alone."""
    operation = read_operation("iam", "GetUser", handled, secrets=frozenset({"UserName", "Absent"}))
    for steps in (FakeSteps(operation), FakeSteps(operation, faults={"authorize": DENIED})):
        recorded = document(make(steps).handle(REQUEST, NOON))["requestParameters"]
        assert recorded == {"userName": HIDDEN, "password": HIDDEN}


def test_a_bad_signature_is_recorded_in_the_account_whose_key_was_named(make, store):
    store.keys["AKIAIOSFODNN7EXAMPLE"] = SimpleNamespace(account=ACCOUNT)
    headers = (
        ("authorization", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260301/us-east-1/iam/aws4_request"),
    )
    request = REQUEST.__class__("POST", "/", "", headers, b"Action=ListUsers")
    steps = FakeSteps(READ, faults={"authenticate": SignatureDoesNotMatchError("no")})
    event = document(make(steps).handle(request, NOON))
    assert event["recipientAccountId"] == ACCOUNT
    assert event["userIdentity"] == {
        "type": "Unknown", "principalId": "", "accountId": "", "accessKeyId": "AKIAIOSFODNN7EXAMPLE"
    }  # fmt: skip


def test_an_operation_without_a_handler_is_named(make):
    answer = make(FakeSteps(None)).handle(REQUEST, NOON)
    assert answer.response.status == NOT_IMPLEMENTED_STATUS
    assert document(answer)["errorMessage"] == "The operation iam:CreateUser is not implemented."
    assert document(answer)["readOnly"] is False


def test_a_handlers_refusal_undoes_its_write(make, store):
    def refusing(call, transaction, environment):
        raise EntityAlreadyExistsError("taken")

    answer = make(FakeSteps(write_operation("iam", "CreateUser", refusing))).handle(REQUEST, NOON)
    assert answer.response.status == 409
    assert store.committed == []


def test_a_commit_that_fails_is_not_answered_as_done(make, store):
    store.commit_fault = ConcurrentModificationError("again")
    answer = make(FakeSteps(WRITE)).handle(REQUEST, NOON)
    assert answer.response.status == 409
    assert document(answer)["errorCode"] == "ConcurrentModification"


def test_a_long_read_stops_in_front_of_its_work_and_answers_like_any_other(make, store):
    steps = FakeSteps(LONG_READ)
    pipeline = make(steps)
    pending = pipeline.begin(REQUEST, NOON)
    assert isinstance(pending, PendingRead)
    assert steps.calls == ["authenticate", "parse", "prove", "authorize"]
    answer = pipeline.finish(pending)
    assert answer.response.status == 200
    assert document(answer)["readOnly"] is True
    assert store.committed == []


def test_a_long_read_sees_what_it_was_authorized_on(make, store):
    def tell_revision(call, reader, environment):
        return {"Revision": reader.revision}

    pipeline = make(FakeSteps(read_operation("iam", "SimulateCustomPolicy", tell_revision, is_long=True)))
    pending = pipeline.begin(REQUEST, NOON)
    store.revision += 1
    assert pipeline.finish(pending).response.body == b"{'Revision': 5}"


def test_a_read_knows_the_services_of_the_account(make, store):
    def look_up(call, reader, environment):
        return {"Found": find_action("files:read") is not None}

    store.services = (OwnService(ACCOUNT, "files", load_shipped("files"), NOON, NOON),)
    answer = make(FakeSteps(read_operation("iam", "GetUser", look_up))).handle(REQUEST, NOON)
    assert answer.response.body == b"{'Found': True}"
    assert find_action("files:read") is None


def test_a_refused_long_read_waits_for_nothing(make):
    answer = make(FakeSteps(LONG_READ, faults={"authorize": DENIED})).begin(REQUEST, NOON)
    assert answer.response.status == 403


@pytest.mark.parametrize("kind", [read_operation, partial(read_operation, is_long=True), write_operation])
def test_a_defect_is_a_500_that_is_recorded_and_logged_without_its_text(make, caplog, kind):
    with caplog.at_level(logging.ERROR):
        answer = make(FakeSteps(kind("iam", "CreateUser", exploding))).handle(REQUEST, NOON)
    assert answer.response.status == 500
    assert document(answer)["errorCode"] == "ServiceFailure"
    assert document(answer)["requestID"] in caplog.text
    assert "RuntimeError" in caplog.text
    assert "exploding" in caplog.text
    assert "hunter22" not in caplog.text + answer.response.body.decode() + answer.record.document


def test_an_output_that_cannot_be_rendered_is_not_committed(make, store):
    steps = FakeSteps(WRITE, faults={"render_output": ValueError("no such member")})
    assert make(steps).handle(REQUEST, NOON).response.status == 500
    assert store.committed == []


def test_a_store_that_does_not_answer(make, store):
    store.fault = OSError("gone")
    pipeline = make(FakeSteps(READ))
    assert pipeline.handle(REQUEST, NOON).response.status == 500
    assert not pipeline.is_ready()
    store.fault = None
    assert pipeline.is_ready()


def test_what_is_rejected_unseen_is_recorded(make):
    answer = make(FakeSteps(READ)).reject(REQUEST, MethodNotAllowedError("no"), NOON)
    assert answer.response.status == 405
    assert document(answer)["eventName"] == "CreateUser"
    assert document(answer)["userIdentity"]["type"] == "Unknown"


def test_every_request_has_ids_of_its_own(make):
    pipeline = make(FakeSteps(READ))
    first, second = pipeline.handle(REQUEST, NOON), pipeline.handle(REQUEST, NOON)
    ids = {document(answer)[name] for answer in (first, second) for name in ("requestID", "eventID")}
    assert len(ids) == 4


def test_an_action_that_no_api_has_is_answered_and_not_recorded(make, store):
    """It may be any text, such as a password that was sent in the wrong member."""
    unknown = InvalidActionError("Could not find operation CorrectHorse1 for version 2010-05-08")
    answer = make(FakeSteps(READ, {"parse": unknown})).handle(REQUEST, NOON)
    assert answer.response.status == 400
    assert document(answer)["errorCode"] == "InvalidAction"
    assert "CorrectHorse1" not in answer.record.document


def test_what_has_begun_can_be_refused(make, store):
    pipeline = make(FakeSteps(WRITE))
    answer = pipeline.refuse(pipeline.begin(REQUEST, NOON), ThrottlingError("Rate exceeded"))
    assert answer.response.body == b"iam:Throttling"
    assert (document(answer)["errorCode"], document(answer)["eventName"]) == ("Throttling", "CreateUser")
    assert store.committed == []
