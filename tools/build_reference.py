"""Write docs/reference.md: every setting, command, path, audit event and error, read from the code.

    python -m tools.build_reference

A test compares the file with what this would write.
"""

from pathlib import Path

from tools.reference.commands import render_commands
from tools.reference.errors import render_errors
from tools.reference.events import render_events
from tools.reference.paths import render_paths
from tools.reference.settings import render_settings

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "reference.md"

INTRODUCTION = """# Reference

Settings, commands, paths, audit events and errors. The operations of IAM and STS are in
[compatibility.md](compatibility.md), the format of scenarios in [evaluate.md](evaluate.md), of policy tests in
[policy-tests.md](policy-tests.md), the rules of lint in [lint.md](lint.md), the sign-in service in
[sign-in.md](sign-in.md).

This file is written by `python -m tools.build_reference`; a test compares it with the code.
"""


def render() -> str:
    """The whole document."""
    parts = (render_settings(), render_commands(), render_paths(), render_events(), render_errors())
    return "\n".join((INTRODUCTION, *parts))


def main() -> None:
    """Write the document."""
    DOCUMENT.write_text(render(), encoding="utf-8")
    print(f"wrote {DOCUMENT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
