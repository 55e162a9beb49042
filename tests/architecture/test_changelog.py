"""The version that pyproject.toml names has a section in CHANGELOG.md (docs/releasing.md)."""

import pytest

from tools.check_changelog import find_faults, main

TEXT = """# Changelog

## [0.2.0] - {date}

{entry}

## [0.1.0] - 2026-11-25

- The first version.
"""


def faults(version="0.2.0", date="2026-12-24", entry="- A command.", *, is_release=False):
    return list(find_faults(version, TEXT.format(date=date, entry=entry), is_release=is_release))


def test_the_version_of_the_project_has_a_section():
    assert main([]) == 0


def test_a_dated_section_with_entries_is_right():
    assert faults() == []
    assert faults(is_release=True) == []


def test_an_unreleased_section_is_right_until_the_release():
    assert faults(date="unreleased") == []
    assert faults(date="unreleased", is_release=True) == ["CHANGELOG.md: version 0.2.0 has no date"]


@pytest.mark.parametrize("version", ["0.1.0", "0.3.0"])
def test_a_version_without_the_first_section_is_noticed(version):
    assert faults(version) == [
        f"CHANGELOG.md: the first section must be about version {version}, it is about 0.2.0",
    ]


def test_a_changelog_without_sections_is_noticed():
    assert list(find_faults("0.1.0", "# Changelog\n", is_release=False)) == [
        "CHANGELOG.md: the first section must be about version 0.1.0, it is about none",
    ]


def test_a_section_without_entries_is_noticed():
    assert faults(entry="Nothing.") == ["CHANGELOG.md: version 0.2.0 has no entry"]


def test_a_malformed_date_is_noticed():
    assert faults(date="soon") == ["CHANGELOG.md: version 0.2.0 has neither a date nor `unreleased`"]
