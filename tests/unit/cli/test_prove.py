import json

import pytest

from tests.unit.cli.running import Shell

READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
WRITE = {"Sid": "Write", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*"}
PUZZLE = {**READ, "Condition": {"StringEquals": {"x:y": "a${x:y}${x:z}"}}}


@pytest.fixture
def shell(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name, statements in {"read": [READ], "both": [READ, WRITE], "puzzle": [PUZZLE], "none": []}.items():
        document = {"Version": "2012-10-17", "Statement": statements}
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    return Shell(monkeypatch, capsys)


def test_proved(shell):
    ended = shell.limen("prove", "no-new-access", "both.json", "read.json")
    assert ended.code == 0
    assert ended.out.startswith("proved: the new policy grants no new access\n")
    assert "scope: catalog; assumptions: caller-kinds" in ended.out


def test_refuted_with_a_request(shell):
    ended = shell.limen("prove", "no-new-access", "read.json", "both.json")
    assert ended.code == 2
    assert ended.out.splitlines() == [
        "refuted: the new policy grants new access",
        "  as arn:aws:iam::111122223333:user/x7: s3:PutObject on arn:aws:s3:::b/x",
        "  by statement 1 (Write) of new",
        "  scope: catalog; assumptions: caller-kinds",
    ]


def test_not_decided_is_neither(shell):
    ended = shell.limen("prove", "no-new-access", "none.json", "puzzle.json", "--json")
    answer = ended.json()
    assert (ended.code, answer["verdict"]) in ((1, "unknown"), (0, "proved"))
    assert answer["verdict"] == "proved" or answer["reason"]


def test_the_witness_is_a_scenario(shell, tmp_path):
    answer = shell.limen("prove", "no-new-access", "read.json", "both.json", "--json").json()
    for name, code in (("both", 0), ("read", 2)):
        document = json.loads((tmp_path / f"{name}.json").read_text())
        scenario = {"request": answer["witness"]["request"], "policies": {"identity": [{"document": document}]}}
        assert shell.limen("evaluate", stdin=json.dumps(scenario)).code == code


def test_not_granted(shell):
    assert shell.limen("prove", "not-granted", "read.json", "--action", "s3:Put*").code == 0
    assert shell.limen("prove", "not-granted", "both.json", "--action", "s3:Put*").code == 2
    elsewhere = ("--resource", "arn:aws:s3:::c/*")
    assert shell.limen("prove", "not-granted", "both.json", "--action", "s3:Put*", *elsewhere).code == 0
    assert shell.limen("prove", "not-granted", "both.json", *elsewhere).code == 0
    assert shell.limen("prove", "not-granted", "both.json", "--resource", "arn:aws:s3:::b/x").code == 2


def test_equivalent(shell):
    assert shell.limen("prove", "equivalent", "read.json", "read.json").code == 0
    assert shell.limen("prove", "equivalent", "read.json", "both.json", "--alone").code == 2


def test_scope(shell, tmp_path):
    star = {"Statement": {**READ, "Action": "s3:Get*"}}
    (tmp_path / "star.json").write_text(json.dumps(star))
    ended = shell.limen("prove", "not-granted", "star.json", "--action", "s3:GetNothingListed", "--scope", "all")
    assert ended.code == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no-new-access", "read.json", "missing.json"], "cannot read missing.json: No such file or directory"),
        (["no-new-access", "read.json", "-"], "- is not a policy:"),
        (["not-granted", "read.json"], "name an --action or a --resource"),
        (["not-granted", "read.json", "--action", "GetObject"], "GetObject is not of the form service:Name"),
        (["not-granted", "read.json", "--resource", "bucket"], "bucket is not an ARN"),
        (["not-granted", "read.json", *["--action", "s3:*"] * 101], "at most 100 actions"),
    ],
)
def test_invalid_input(shell, arguments, message):
    ended = shell.limen("prove", *arguments, stdin="{")
    assert ended.code == 3
    assert message in ended.err


def test_a_document_may_not_be_endless(shell):
    ended = shell.limen("prove", "no-new-access", "-", "read.json", stdin=" " * 131_073)
    assert ended.code == 3
    assert "more than 131072 characters" in ended.err


def test_diff(shell):
    ended = shell.limen("diff", "read.json", "both.json")
    assert ended.code == 0
    assert ended.out.splitlines() == [
        "+ s3:PutObject on arn:aws:s3:::b/*",
        "    as arn:aws:iam::111122223333:user/x7: s3:PutObject on arn:aws:s3:::b/x",
        "    by statement 1 (Write) of new",
        "1 added, 0 removed, 0 no longer denied (complete)",
    ]


@pytest.mark.parametrize(
    ("old", "new", "fail_on", "code"),
    [
        ("read", "both", "added", 2),
        ("read", "both", "removed", 0),
        ("both", "read", "added", 0),
        ("both", "read", "removed", 2),
        ("both", "read", "any", 2),
        ("read", "read", "any", 0),
    ],
)
def test_what_diff_fails_on(shell, old, new, fail_on, code):
    assert shell.limen("diff", f"{old}.json", f"{new}.json", "--fail-on", fail_on).code == code


def test_diff_for_a_pull_request_and_for_programs(shell):
    text = shell.limen("diff", "read.json", "both.json", "--markdown").out
    assert text.startswith("### New access\n\n- `` s3:PutObject on arn:aws:s3:::b/* ``")
    answer = shell.limen("diff", "read.json", "both.json", "--json").json()
    (region,) = answer["regions"]
    assert (region["kind"], region["actions"], region["resources"]) == ("added", ["s3:PutObject"], ["arn:aws:s3:::b/*"])
    assert shell.limen("diff", "read.json", "both.json", "--markdown", "--json").code == 1


def test_a_policy_does_not_steer_the_terminal(shell, tmp_path):
    evil = {"Statement": {**READ, "Sid": "", "Resource": "arn:aws:s3:::b/\x1b[2J`x`"}}
    (tmp_path / "evil.json").write_text(json.dumps(evil))
    ended = shell.limen("diff", "none.json", "evil.json")
    assert "\x1b" not in ended.out
    assert "`x`" not in shell.limen("diff", "none.json", "evil.json", "--markdown").out


DOUBLED = {"Version": "2012-10-17", "Statement": [READ, {**READ, "Action": "s3:Get*"}]}


def test_minimize(shell, tmp_path):
    (tmp_path / "doubled.json").write_text(json.dumps(DOUBLED))
    ended = shell.limen("minimize", "doubled.json", "--json")
    assert ended.code == 0
    answer = ended.json()
    assert answer["steps"] == [{"statement": 0, "left_out": "the statement is redundant"}]
    assert [each["Action"] for each in answer["policy"]["Statement"]] == [["s3:Get*"]]
    assert json.loads((tmp_path / "doubled.json").read_text()) == DOUBLED
    ended = shell.limen("minimize", "doubled.json", "--write")
    assert ended.err == "statement 0: the statement is redundant\n"
    assert json.loads((tmp_path / "doubled.json").read_text()) == json.loads(ended.out)
    assert shell.limen("minimize", "-", "--write", stdin="{}").code == 3


def test_lint_proves_what_the_text_does_not_show(shell, tmp_path):
    low, high, whole = (
        {**READ, "Condition": {"IpAddress": {"aws:SourceIp": each}}}
        for each in ("10.0.0.0/9", "10.128.0.0/9", "10.0.0.0/8")
    )
    (tmp_path / "ranges.json").write_text(json.dumps({"Version": "2012-10-17", "Statement": [low, high, whole]}))
    assert shell.limen("lint", "ranges.json", "--json").json() == []
    (finding,) = shell.limen("lint", "ranges.json", "--json", "--prove").json()
    assert (finding["rule"], finding["statement_index"]) == ("redundant-statement", 2)
    assert "(proved)" in finding["message"]
    (tmp_path / "twice.json").write_text(json.dumps({"Version": "2012-10-17", "Statement": [READ, READ]}))
    found = shell.limen("lint", "twice.json", "--json", "--prove").json()
    assert [each["rule"] for each in found].count("redundant-statement") == 1
