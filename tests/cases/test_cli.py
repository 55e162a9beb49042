"""Every decision case through one `limen evaluate --lines` process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.cases.generate_cases import FOLDER

LIMEN = Path(sys.executable).parent / "limen"
CASES = [each for path in sorted(FOLDER.glob("*.json")) for each in json.loads(path.read_text(encoding="utf-8"))]


def test_the_command_decides_as_the_cases_expect():
    lines = "".join(json.dumps(case["scenario"], ensure_ascii=False) + "\n" for case in CASES)
    done = subprocess.run([LIMEN, "evaluate", "--lines"], input=lines.encode(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    shown = {case["id"]: _expectation(answer) for case, answer in zip(CASES, answers, strict=True)}
    assert shown == {case["id"]: _expectation(case["expect"]) for case in CASES}


def _expectation(answer: dict[str, object]) -> tuple[object, object]:
    return answer["decision"], answer["denied_by"]
