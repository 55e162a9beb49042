import io
import json
import sys
from types import SimpleNamespace

import click
import pytest

from limen.cli.main import run
from limen.policy.lint import RULES

GOOD = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
TYPO = {**GOOD, "Action": "s3:GetObjet"}
DOUBLED = {**GOOD, "Action": ["s3:GetObject", "s3:getobject"]}
ADMIN = {**GOOD, "Action": "*", "Resource": "*"}
UNKNOWN = "there is no action s3:GetObjet; did you mean s3:GetObject?"
NO_VERSION = "missing-version"


def policy(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def write(path, content, **options):
    path.write_text(content if isinstance(content, str) else json.dumps(content, **options), encoding="utf-8")
    return str(path)


@pytest.fixture
def ask(tmp_path, capsys, monkeypatch):
    """Lint one policy, which is `policy.json` in the current directory: exit code and output."""
    monkeypatch.chdir(tmp_path)

    def lint(content, *options, **layout):
        write(tmp_path / "policy.json", content, **layout)
        code = run(["lint", "policy.json", *options])
        return code, capsys.readouterr().out

    return lint


def test_a_clean_policy(ask):
    assert ask(policy(GOOD)) == (0, "1 policy: nothing found\n")


def test_a_finding_is_shown_in_its_line(ask):
    code, shown = ask(policy(TYPO), indent=2)

    assert code == 1
    assert shown.splitlines() == [
        f"policy.json:6:17: error[unknown-action] {UNKNOWN} (Statement[0].Action)",
        '    6 |       "Action": "s3:GetObjet",',
        f"      | {' ' * 16}{'^' * 13}",
        "1 policy: 1 error",
    ]


def test_of_a_long_line_the_stretch_around_the_finding_is_shown(ask):
    _, shown = ask(policy(*[{**GOOD, "Sid": f"S{n}"} for n in range(5)], TYPO), "--disable", "redundant-statement")
    first, source, carets, _ = shown.splitlines()

    assert first.startswith("policy.json:1:")
    start = carets.index("^")
    assert source[start : start + carets.count("^")] == '"s3:GetObjet"'
    assert len(source) < 120
    assert source[8] == "…"


@pytest.fixture
def terminal(monkeypatch):
    """A terminal with this many columns."""

    def set_columns(columns):
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)

    return set_columns


@pytest.mark.parametrize(("columns", "widest"), [(200, 110), (80, 80), (40, 40), (30, 30), (5, 30)])
@pytest.mark.parametrize("place", [0, 2, 4])
def test_on_a_terminal_the_line_is_cut_to_its_width(ask, terminal, columns, widest, place):
    statements = [{**GOOD, "Sid": f"S{n}"} for n in range(4)]
    statements.insert(place, TYPO)
    terminal(columns)
    _, shown = ask(policy(*statements), "--disable", "redundant-statement")
    _, source, carets, _ = (click.unstyle(line) for line in shown.splitlines())

    assert widest - 1 <= len(source) <= widest
    assert len(carets) <= widest
    assert source[carets.index("^") : len(carets)] == '"s3:GetObjet"'


def test_a_line_that_fits_the_terminal_is_whole(ask, terminal):
    terminal(40)
    _, shown = ask(policy(TYPO), indent=2)
    assert click.unstyle(shown).splitlines()[1] == '    6 |       "Action": "s3:GetObjet",'


def test_where_there_is_no_terminal_its_width_does_not_matter(ask, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    _, shown = ask(policy(*[{**GOOD, "Sid": f"S{n}"} for n in range(5)], TYPO), "--disable", "redundant-statement")
    assert len(shown.splitlines()[1]) > 100


def test_what_comes_from_outside_cannot_steer_the_terminal(ask):
    _, shown = ask(policy({**GOOD, "Action": "s3:\u009b31mGet\u202eObject", "Sid": "\u001b[31m"}))

    assert all(character.isprintable() for character in shown.replace("\n", ""))


@pytest.mark.parametrize(
    ("statement", "threshold", "code"),
    [
        (DOUBLED, None, 0),
        (DOUBLED, "suggestion", 1),
        (ADMIN, None, 1),
        (ADMIN, "security-warning", 1),
        (ADMIN, "error", 0),
        (TYPO, "error", 1),
    ],
)
def test_the_threshold(ask, statement, threshold, code):
    assert ask(policy(statement), *(["--fail-on", threshold] if threshold else []))[0] == code


def test_rules_are_left_out(ask):
    assert ask({"Statement": DOUBLED}, "--disable", NO_VERSION, "--disable", "duplicate-action")[1] == (
        "1 policy: nothing found\n"
    )


def test_a_rule_that_does_not_exist(ask):
    assert ask("{}", "--disable", "no-such-rule") == (3, "")


def test_the_kind(ask):
    code, shown = ask(policy(GOOD), "--kind", "trust", "--format", "json")

    assert code == 1
    assert [(each["rule"], each["message"]) for each in json.loads(shown)] == [
        ("refused-policy", "Has prohibited field Resource")
    ]


def test_json(ask):
    code, shown = ask(policy(GOOD, {**TYPO, "Sid": "A"}), "--json", indent=1)

    assert code == 1
    assert json.loads(shown) == [
        {
            "file": "policy.json",
            "rule": "unknown-action",
            "severity": "ERROR",
            "message": UNKNOWN,
            "path": "Statement[1].Action",
            "line": 11,
            "column": 14,
            "end_line": 11,
            "end_column": 27,
            "statement_index": 1,
            "sid": "A",
        }
    ]


def test_sarif(ask):
    code, shown = ask(policy(TYPO, DOUBLED, ADMIN), "--format", "sarif", indent=2)
    log = json.loads(shown)
    (scan,) = log["runs"]

    assert code == 1
    assert log["version"] == "2.1.0"
    assert scan["tool"]["driver"]["name"] == "limen"
    assert [rule["id"] for rule in scan["tool"]["driver"]["rules"]] == [rule.id for rule in RULES]
    assert {rule["defaultConfiguration"]["level"] for rule in scan["tool"]["driver"]["rules"]} == {
        "error",
        "warning",
        "note",
    }
    levels = {result["ruleId"]: result["level"] for result in scan["results"]}
    assert (levels["unknown-action"], levels["allow-everything"], levels["duplicate-action"]) == (
        "error",
        "warning",
        "note",
    )


def test_every_sarif_result_has_what_the_standard_requires(ask):
    _, shown = ask(policy(TYPO, DOUBLED, ADMIN), "--format", "sarif", indent=2)
    (scan,) = json.loads(shown)["runs"]

    for result in scan["results"]:
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert scan["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] == "policy.json"
        assert 1 <= region["startLine"] <= region["endLine"]
        assert region["startColumn"] >= 1
        assert region["startLine"] < region["endLine"] or region["startColumn"] < region["endColumn"]
        assert location["logicalLocations"][0]["fullyQualifiedName"]


def test_sarif_names_files_by_uri(tmp_path, capsys):
    file = write(tmp_path / "a b.json", policy(TYPO))
    run(["lint", file, "--format", "sarif"])
    (result,) = json.loads(capsys.readouterr().out)["runs"][0]["results"]

    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.startswith("file:///")
    assert uri.endswith("a%20b.json")


def test_a_directory_is_all_its_json_files(tmp_path, capsys):
    (tmp_path / "deep").mkdir()
    write(tmp_path / "deep" / "b.json", policy(TYPO))
    write(tmp_path / "a.json", policy(GOOD))
    write(tmp_path / "c.txt", "no policy")

    assert run(["lint", str(tmp_path), "--json"]) == 1
    assert [each["file"] for each in json.loads(capsys.readouterr().out)] == [str(tmp_path / "deep" / "b.json")]


def test_standard_input(monkeypatch, capsys):
    raw = json.dumps(policy(TYPO)).encode()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))

    assert run(["lint", "-"]) == 1
    assert capsys.readouterr().out.startswith("<stdin>:1:")


def test_a_file_that_is_not_a_policy_is_a_finding(ask):
    code, shown = ask('{"Version": ', "--kind", "session")

    assert code == 1
    assert "error[malformed-policy] the text ends too early" in shown


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_what_cannot_be_read(tmp_path, capsys, content):
    file = tmp_path / "policy.json"
    if content is not None:
        file.write_bytes(content)

    assert run(["lint", str(file)]) == 3
    assert str(file) in capsys.readouterr().err


def test_an_empty_directory_checks_nothing_and_says_so(tmp_path, capsys):
    assert run(["lint", str(tmp_path)]) == 3
    assert "there is no .json file" in capsys.readouterr().err


INLINE = [{"PolicyName": "inline", "PolicyDocument": policy(TYPO)}]
TRUST = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
DETAILS = {
    "UserDetailList": [{"UserName": "alice", "UserPolicyList": INLINE}],
    "GroupDetailList": [{"GroupName": "staff"}],
    "RoleDetailList": [{"RoleName": "app", "RolePolicyList": INLINE, "AssumeRolePolicyDocument": policy(TRUST)}],
    "Policies": [
        {
            "PolicyName": "own",
            "Arn": "arn:aws:iam::111122223333:policy/own",
            "PolicyVersionList": [
                {"Document": policy(GOOD), "IsDefaultVersion": False},
                {"Document": policy(ADMIN), "IsDefaultVersion": True},
            ],
        },
        {"PolicyName": "AdministratorAccess", "Arn": "arn:aws:iam::aws:policy/AdministratorAccess"},
    ],
}


def test_all_policies_of_an_account(ask):
    code, shown = ask(DETAILS, "--json")

    assert code == 1
    assert [(each["file"], each["rule"]) for each in json.loads(shown)] == [
        ("policy.json#alice/inline", "unknown-action"),
        ("policy.json#app/inline", "unknown-action"),
        ("policy.json#app/trust", "public-principal"),
        ("policy.json#own", "allow-everything"),
    ]


def test_an_account_that_is_not_json_is_a_finding(ask):
    assert "malformed-policy" in ask('{"Policies": [}')[1]


@pytest.mark.parametrize("details", [{"Policies": [{}]}, {"UserDetailList": [1]}, {"Policies": 1}])
def test_what_only_looks_like_an_account(ask, details):
    assert ask(details) == (3, "")


def test_help_says_what_a_file_may_be(capsys):
    assert run(["lint", "--help"]) == 0
    assert "standard input" in capsys.readouterr().out


def test_services_of_ones_own_are_known_on_request(tmp_path, capsys, monkeypatch):
    from tests.architecture.source import ROOT

    monkeypatch.chdir(tmp_path)
    friend = str(ROOT / "examples" / "files" / "friend.json")
    assert run(["lint", friend]) == 1
    assert "there is no service files" in capsys.readouterr().out
    assert run(["lint", friend, "--service", "files"]) == 0
    typo = (ROOT / "examples" / "files" / "friend.json").read_text().replace("files:Read", "files:Reed")
    write(tmp_path / "typo.json", typo)
    assert run(["lint", "typo.json", "--service", "files"]) == 1
    assert "there is no action files:Reed; did you mean files:Read?" in capsys.readouterr().out
    assert run(["lint", friend]) == 1, "what is known in one run is not remembered for another"
    write(tmp_path / "service.json", '{"Name": "Files"}')
    assert run(["lint", friend, "--service", "service.json"]) == 3
    assert "service.json:1:10: Name must be the prefix" in capsys.readouterr().err


def test_one_format_at_a_time(tmp_path, capsys):
    file = write(tmp_path / "p.json", policy(GOOD))
    assert run(["lint", file, "--json", "--format", "sarif"]) == 3
    ended = capsys.readouterr()
    assert ended.out == ""
    assert "--json and --format sarif: choose one" in ended.err
    assert run(["lint", file, "--json", "--format", "json"]) == 0
    assert capsys.readouterr().out == "[]\n"
