"""docs/testing-with-limen.md: its tests, run by pytest in a project of their own, with the plugin as installed."""

import json
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs/testing-with-limen.md"
FRIENDS = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["s3:PutObject", "s3:DeleteObject"], "Resource": "arn:aws:s3:::files/*"},
        {"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::files/important/*"},
    ],
}
SUITE = """
policies: {friends: friends.json}
principals: {friend: {identity: [friends]}}
tests: [{principal: friend, can: 's3:PutObject', on: 'arn:aws:s3:::files/a'}]
"""


def test_the_page_goes_as_written(tmp_path):
    text = PAGE.read_text("utf-8")
    programs = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (configuration,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    (tmp_path / "policies").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "pyproject.toml").write_text(configuration, "utf-8")
    (tmp_path / "policies/friends.json").write_text(json.dumps(FRIENDS), "utf-8")
    (tmp_path / "policies/suite.yaml").write_text(SUITE, "utf-8")
    for number, program in enumerate(programs):
        (tmp_path / f"tests/test_{number}.py").write_text(program, "utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "3 passed" in run.stdout, run.stdout + run.stderr
    assert run.returncode == 0
    assert len(programs) == 2
