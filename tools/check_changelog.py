"""Fail unless CHANGELOG.md has a section for the version in pyproject.toml (docs/releasing.md).

`python -m tools.check_changelog`; with `--release`, the section also has a date.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SECTION = re.compile(r"^## \[(?P<version>[^\]]+)\] - (?P<date>.+)$", re.MULTILINE)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
UNRELEASED = "unreleased"


def find_faults(version: str, changelog: str, *, is_release: bool) -> Iterator[str]:
    """The faults of the newest section of the changelog, as sentences."""
    sections = list(SECTION.finditer(changelog))
    if not sections or sections[0]["version"] != version:
        found = sections[0]["version"] if sections else "none"
        yield f"CHANGELOG.md: the first section must be about version {version}, it is about {found}"
        return
    date = sections[0]["date"]
    if not DATE.fullmatch(date) and date != UNRELEASED:
        yield f"CHANGELOG.md: version {version} has neither a date nor `{UNRELEASED}`"
    if is_release and date == UNRELEASED:
        yield f"CHANGELOG.md: version {version} has no date"
    end = sections[1].start() if len(sections) > 1 else len(changelog)
    if not re.search(r"^- ", changelog[sections[0].end() : end], re.MULTILINE):
        yield f"CHANGELOG.md: version {version} has no entry"


def main(arguments: list[str]) -> int:
    """Print the faults; 0 if there are none."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    faults = list(find_faults(version, changelog, is_release="--release" in arguments))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
