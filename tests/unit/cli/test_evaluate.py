"""`limen evaluate`: exit codes, answers, lines, and malformed scenarios."""

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.cli.evaluate import decide_text
from limen.cli.exits import CommandError
from limen.cli.scenario_text import read_scenario
from limen.scenario.decide import ScenarioError
from tests.unit.cli.running import Shell

ALICE = "arn:aws:iam::111122223333:user/alice"
FULL = {"Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*"}


def scenario(*statements: dict[str, Any], **request: Any) -> str:
    asked = {"principal": ALICE, "action": "s3:GetObject", "resource": {"arn": "arn:aws:s3:::b/k"}} | request
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return json.dumps({"request": asked, "policies": {"identity": [{"name": "mine", "document": document}]}})


ALLOWED = scenario(FULL)
DENIED = scenario(FULL, {"Sid": "No", "Effect": "Deny", "Action": "s3:*", "Resource": "*"})
SILENT = scenario({"Sid": "Write", "Effect": "Allow", "Action": "s3:Put*", "Resource": "*"})
BAD = [
    "", "null", "[]", "{", '{"request": {}}', '{"request": 1}', "\ufeff{}", '{"a": NaN}', "[" * 100_000,
    ALLOWED.replace('"Allow"', '"Permit"'), ALLOWED + "x", scenario(FULL, principal="nobody"),
    '{"request": {}, "request": {}}', scenario(FULL, context={"a": "\ud800"}), scenario(FULL, context={"a": {}}),
    "1" * 10_000,
]  # fmt: skip


def test_allowed(shell: Shell):
    ended = shell.limen("evaluate", stdin=ALLOWED)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines() == [
        "Allowed: allowed by identity",
        '  decided by Allow statement "All" (1) of policy mine (identity)',
    ]


def test_what_needs_no_permission(shell: Shell):
    nothing = {"Effect": "Deny", "Action": "*", "Resource": "*"}
    asked = scenario(nothing, action="sts:GetCallerIdentity", resource={"arn": "*"})
    ended = shell.limen("evaluate", stdin=asked)
    assert (ended.code, ended.out) == (0, "Allowed: no permission is needed for this action\n")
    token = scenario(nothing, action="sts:GetSessionToken", resource={"arn": "*"}, heed_token_denies=True)
    assert shell.limen("evaluate", stdin=token).code == 2
    assert shell.limen("evaluate", stdin=token.replace("true", '"yes"')).code == 3


@pytest.mark.parametrize(
    "options", [("evaluate",), ("evaluate", "--json"), ("explain", "-"), ("explain", "-", "--json")]
)
@pytest.mark.parametrize(
    ("request_", "doubt"),
    [
        ({"action": "s3:GetObjekt"}, "there is no action s3:GetObjekt; did you mean s3:GetObject?"),
        ({"action": "s33:GetObject"}, "there is no service s33; did you mean s3?"),
        (
            {"principal": "arn:aws:iam::11112222333:user/alice"},
            "the principal's account 11112222333 has 11 digits, not 12",
        ),
        (
            {"action": "sqs:SendMessage", "resource": {"arn": "arn:aws:sqs:eu-west-1:1111222233334:q"}},
            "the resource's account 1111222233334 has 13 digits, not 12",
        ),
        (
            {"context": {"aws:SourecIp": "10.0.0.1"}},
            "there is no condition key aws:sourecip; did you mean aws:SourceIp?",
        ),
    ],
)
def test_doubtful_names_cause_a_warning(shell: Shell, options, request_, doubt):
    ended = shell.limen(*options, stdin=scenario(FULL, **request_))
    assert ended.code in {0, 2}
    assert f"warning: {doubt}\n" in ended.err
    if "--json" in options:
        ended.json()


def test_known_names_are_not_doubted(shell: Shell):
    context = {
        "aws:PrincipalTag/team": "blue",
        "aws:TagKeys": ["a"],
        "s3:prefix": "x",
        "token.actions.githubusercontent.com:sub": "repo:a/b",
    }
    assert shell.limen("evaluate", stdin=scenario(FULL, context=context)).err == ""


def test_denied(shell: Shell, tmp_path: Path):
    file = tmp_path / "scenario.json"
    file.write_text(DENIED)
    ended = shell.limen("evaluate", file)
    assert ended.code == 2
    assert ended.out.startswith("ExplicitDeny: with an explicit deny in an identity-based policy\n")
    assert 'Deny statement "No" (2) of policy mine (identity)' in ended.out
    assert f"User: {ALICE} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k" in ended.out


def test_the_trace_shows_which_clause_failed(shell: Shell):
    ended = shell.limen("evaluate", "-", "--trace", stdin=SILENT)
    assert ended.code == 2
    assert "action: names 's3:Put*'; the request has 's3:GetObject'" in ended.out


def test_the_json_output(shell: Shell):
    answer = shell.limen("evaluate", "--json", stdin=DENIED).json()
    assert set(answer) == {"decision", "reason", "denied_by", "matched_statements", "layers", "message"}
    assert answer["matched_statements"] == [
        {"layer": "identity", "policy": "mine", "sid": "No", "index": 1, "effect": "Deny"}
    ]
    traced = shell.limen("evaluate", "--json", "--trace", stdin=DENIED).json()
    assert [each["applied"] for each in traced["trace"]] == [True, True]


@pytest.mark.parametrize("options", [(), ("--trace",), ("--json",), ("--json", "--trace")])
@pytest.mark.parametrize("text", [ALLOWED, DENIED, SILENT])
def test_a_decision_is_traced_once(shell: Shell, traced, options: tuple[str, ...], text: str):
    assert shell.limen("evaluate", *options, stdin=text).code in {0, 2}
    assert len(traced) == 1


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_text_that_is_not_a_scenario(shell: Shell, text: str):
    ended = shell.limen("evaluate", stdin=text.encode("utf-8", "surrogatepass"))
    assert (ended.code, ended.out) == (3, "")
    assert ended.err.startswith("error: invalid scenario: ")
    assert "limen docs evaluate" in ended.err


def test_a_file_that_is_not_there(shell: Shell):
    assert shell.limen("evaluate", "nowhere.json").code == 3


def test_one_answer_per_line_in_order(shell: Shell):
    lines = [ALLOWED, DENIED, SILENT]
    ended = shell.limen("evaluate", "--lines", stdin="\n".join(lines))
    assert ended.code == 0
    answers = [json.loads(line)["decision"] for line in ended.out.splitlines()]
    assert answers == ["Allowed", "ExplicitDeny", "ImplicitDeny"]


def test_a_bad_line_is_answered_and_passed_over(shell: Shell):
    content = b"\n".join([b"\xff", b"", *(text.encode("utf-8", "surrogatepass") for text in BAD), ALLOWED.encode()])
    ended = shell.limen("evaluate", "--lines", "--trace", stdin=content)
    assert ended.code == 3
    *bad, last = [json.loads(line) for line in ended.out.splitlines()]
    assert len(bad) == len(BAD) + 2
    assert all(set(answer) == {"error"} for answer in bad)
    assert last["decision"] == "Allowed"
    assert last["trace"]


def test_numbers_mean_what_is_written(shell: Shell):
    statement = FULL | {"Condition": {"StringEquals": {"example:rate": 1.50}}}
    text = scenario(statement, context={"example:rate": "1.50"})
    assert shell.limen("evaluate", stdin=text).code == 2
    assert shell.limen("evaluate", stdin=text.replace("1.5}", "1.50}")).code == 0


def test_names_cannot_steer_the_terminal(shell: Shell):
    ended = shell.limen("evaluate", "--trace", stdin=scenario(FULL | {"Sid": "\x1b[2J"}, action="s3:\x1b[2JGet"))
    assert "\x1b" not in ended.out


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["request", "policies", "principal", "action", "resource", "arn", "context", "identity", "document", "Statement", "Effect", ""]), inner)))  # fmt: skip  # noqa: E501 - one shape
def test_whatever_comes_is_decided_or_refused(value):
    with suppress(CommandError):
        decide_text(json.dumps(value).encode())


@given(st.binary())
def test_whatever_bytes_come(content):
    with pytest.raises(CommandError):
        decide_text(content)


def test_members_twice_are_refused():
    with pytest.raises(ScenarioError, match="'a' appears twice"):
        read_scenario('{"x": {"a": 1, "a": 2}}')


@pytest.mark.parametrize("command", ["evaluate", "explain"])
def test_the_command_starts_without_the_server(command, tmp_path: Path):
    file = tmp_path / "scenario.json"
    file.write_text(ALLOWED)
    program = (
        "import sys; from limen.cli.main import run; "
        f"code = run([{command!r}, {str(file)!r}]); "
        "heavy = {'sqlalchemy', 'uvicorn', 'botocore', 'cryptography', 'yaml', 'rich'} & set(sys.modules); "
        "assert code == 0 and not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


@pytest.mark.parametrize("command", ["evaluate", "explain"])
def test_a_service_of_ones_own_is_known_by_name_or_file(shell: Shell, tmp_path: Path, command: str):
    asked = scenario(FULL, action="files:Read", context={"files:Extension": "txt"})
    assert "there is no service files" in shell.limen(command, "-", stdin=asked).err
    assert shell.limen(command, "-", "--service", "files", stdin=asked).err == ""
    mistaken = asked.replace("files:Read", "files:Reed")
    ended = shell.limen(command, "-", "--service", "files", "--json", stdin=mistaken)
    assert ended.err == "warning: there is no action files:Reed; did you mean files:Read?\n"
    shop = tmp_path / "shop.json"
    shop.write_text('{"Name": "shop", "Actions": [{"Name": "Buy"}]}')
    assert shell.limen(command, "-", "--service", shop, stdin=scenario(FULL, action="shop:buy")).err == ""


def test_a_service_cannot_take_the_place_of_one_of_aws(shell: Shell, tmp_path: Path):
    mine = tmp_path / "mine.json"
    mine.write_text('{"Name": "s3", "Actions": [{"Name": "GetObject"}]}')
    ended = shell.limen("evaluate", "-", "--service", mine, stdin=ALLOWED)
    assert (ended.code, "the prefix s3 belongs to a service of AWS" in ended.err) == (3, True)
