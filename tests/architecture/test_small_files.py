"""A file of few lines is listed here with its reason, or is merged into a file that its reader opens anyway."""

from __future__ import annotations

from pathlib import PurePosixPath

from tests.architecture.source import load_source

FEW_LINES = 40
REASONS = {
    "limen/__main__.py": "`python -m limen`",
    "limen/admin/own_services.py": "one command of the database administrator",
    "limen/admin/root_mfa.py": "one command of the database administrator",
    "limen/admin/server_actions.py": "the names of what the server does by itself, for several commands",
    "limen/authn/mfa_devices.py": "one list, for sign-in, operations and reports",
    "limen/authn/private_file.py": "one primitive, for the master key and for exported records",
    "limen/authn/proofs/proof_kinds.py": "an enum that declarations import without the proofs",
    "limen/cli/credentials.py": "one output of several commands",
    "limen/cli/docs.py": "one command",
    "limen/cli/exits.py": "exit codes, imported by every command",
    "limen/cli/extras.py": "runs before anything else may be imported",
    "limen/cli/policy_document.py": "one input of several commands",
    "limen/cli/terminal.py": "the one way to print untrusted text",
    "limen/cli/waiting.py": "one lock of several commands",
    "limen/cli/what_can.py": "one command",
    "limen/config/ambient.py": "the only reader of clock and randomness",
    "limen/domain/iam/tags.py": "one value that all kinds of entities have",
    "limen/domain/moments.py": "the one spelling of time",
    "limen/domain/own_services.py": "one value",
    "limen/gateway/client/fastapi.py": "an adapter to one outside library",
    "limen/gateway/client/flask.py": "an adapter to one outside library",
    "limen/gateway/cookies.py": "the one spelling of the gate's cookies",
    "limen/operations/iam/conflicts.py": "one refusal of many operations",
    "limen/operations/iam/credentials/credential_owners.py": "whose credentials a call is about, for all kinds",
    "limen/operations/iam/credentials/status.py": "one parameter of several operations",
    "limen/operations/iam/mfa/otpauth.py": "one format of others",
    "limen/operations/iam/policies/usage.py": "one count for several operations",
    "limen/operations/iam/quotas.py": "AWS's table of quotas",
    "limen/operations/limen/server_status.py": "one operation",
    "limen/operations/next_token.py": "the tokens of the JSON services, as paging.py has the markers of IAM",
    "limen/operations/organizations/organization.py": "one operation",
    "limen/operations/sts/authorization_messages.py": "one operation",
    "limen/policy/catalog/errata.py": "corrections of AWS's catalog, as data",
    "limen/policy/catalog/template.py": "one primitive below both readers of the catalog",
    "limen/policy/match/action_pattern.py": "the rule E2, beside that of ARNs in arn_pattern.py",
    "limen/policy/match/mentioned_keys.py": "the rule L20, for the simulator, traces and lint",
    "limen/policy/syntax/operator_name.py": "the rules U4 and U5, which lint needs without the parser",
    "limen/policy/validate/size.py": "AWS's table of sizes",
    "limen/store/last_uses.py": "the one part of a state that is shared between states and changes",
    "limen/wire/parsed_call.py": "the value between wire and authorization",
    "limen/wire/parse_request.py": "the choice of a protocol",
    "limen/wire/protocols/query/parse.py": "the one entry of the Query protocol's parser",
}
GENERAL = {"__init__.py", "faults.py"}
"""A package says what it is in `__init__.py`, and has its own errors in `faults.py`, however few there are."""

SMALL = {
    file.name
    for file in load_source()
    if file.lines < FEW_LINES and PurePosixPath(file.name).name not in GENERAL and "/versions/" not in file.name
}


def test_every_small_file_has_a_reason():
    assert sorted(SMALL - REASONS.keys()) == []


def test_every_reason_is_that_of_a_small_file():
    assert sorted(REASONS.keys() - SMALL) == []


def test_reasons_say_something():
    assert all(len(reason.split()) >= 2 for reason in REASONS.values())
