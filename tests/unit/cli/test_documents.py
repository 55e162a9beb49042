"""The examples in docs/evaluate.md and docs/policy-tests.md are what they say."""

import re
import shutil
from pathlib import Path

from tests.unit.cli.running import Shell

ROOT = Path(__file__).parents[3]
FENCE = "^```{}\n(.*?)^```$"


def example(name: str, language: str) -> str:
    text = (ROOT / "docs" / name).read_text("utf-8")
    (found,) = re.findall(FENCE.format(language), text, re.MULTILINE | re.DOTALL)
    return str(found)


def test_the_scenario_is_one(shell: Shell):
    answer = shell.limen("evaluate", "--json", "--trace", stdin=example("evaluate.md", "json"))
    assert answer.code == 2
    assert len(answer.json()["layers"]) == 7


def test_every_member_of_an_answer_is_documented(shell: Shell):
    answer = shell.limen("evaluate", "--json", "--trace", stdin=example("evaluate.md", "json")).json()
    text = (ROOT / "docs" / "evaluate.md").read_text("utf-8")
    assert all(f"| `{member}` |" in text for member in answer)


def test_the_suite_passes(shell: Shell, tmp_path: Path):
    shutil.copy(ROOT / "examples" / "policy-tests" / "readers.json", tmp_path)
    (tmp_path / "suite.yaml").write_text(example("policy-tests.md", "yaml"))
    ended = shell.limen("test", tmp_path)
    assert (ended.code, ended.err) == (0, "")
    assert "6 checks, passed" in ended.out
