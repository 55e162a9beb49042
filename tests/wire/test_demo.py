import subprocess
import sys


def test_the_demo_prints_its_story(server):
    done = subprocess.run(
        [sys.executable, "-m", "tools.demo"],
        capture_output=True,
        text=True,
        check=False,
        env=server.variables,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    assert "The end." in done.stdout
    assert done.stdout.count("is not authorized to perform") >= 5
