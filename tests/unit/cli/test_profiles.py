import configparser
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from limen.cli.exits import CommandError
from limen.cli.profiles import replace_section, write_private, write_profile

KEYS = {"aws_access_key_id": "ASIANEW", "aws_secret_access_key": "new-secret"}
BEFORE = """# my keys
[default]
aws_access_key_id = AKIADEFAULT  ; mine
aws_secret_access_key = keep

# for work
[work]
aws_access_key_id = ASIAOLD
# a note
aws_secret_access_key = old
region = eu-west-1

[last]
aws_access_key_id = AKIALAST"""


def parsed(text):
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    return {section: dict(parser[section]) for section in parser.sections()}


def test_a_profile_is_replaced_and_all_else_stays():
    after = replace_section(BEFORE, "work", KEYS)
    assert parsed(after)["work"] == {**KEYS, "region": "eu-west-1"}
    assert parsed(after)["default"] == parsed(BEFORE)["default"]
    assert parsed(after)["last"] == parsed(BEFORE)["last"]
    for comment in ("# my keys", "; mine", "# for work", "# a note"):
        assert comment in after


def test_a_new_profile_is_appended():
    after = replace_section(BEFORE, "new", KEYS)
    assert after.startswith(BEFORE + "\n\n[new]\n")
    assert parsed(after)["new"] == KEYS


def test_the_first_profile_of_an_empty_file():
    assert (
        replace_section("", "new", KEYS) == "[new]\naws_access_key_id = ASIANEW\naws_secret_access_key = new-secret\n"
    )


@pytest.mark.parametrize("foreign", [b"note = a\xc2\x85b\x0cc\xe2\x80\xa8d", b"note = caf\xe9"])
def test_what_python_takes_for_a_line_break_or_cannot_read_stays(tmp_path, foreign):
    file = tmp_path / "credentials"
    file.write_bytes(b"[other]\n" + foreign + b"\n")
    write_profile("new", KEYS, {"AWS_SHARED_CREDENTIALS_FILE": str(file)})
    assert file.read_bytes().startswith(b"[other]\n" + foreign + b"\n\n[new]\n")


def test_of_profiles_that_are_written_at_once_none_is_lost(tmp_path):
    file = tmp_path / "credentials"
    file.write_text(BEFORE)
    names = [f"p{number}" for number in range(20)]
    with ThreadPoolExecutor(len(names)) as pool:
        list(pool.map(lambda name: write_profile(name, KEYS, {"AWS_SHARED_CREDENTIALS_FILE": str(file)}), names))
    assert parsed(file.read_text()).keys() == parsed(BEFORE).keys() | set(names)


def test_writing_twice_changes_nothing_more():
    once = replace_section(BEFORE, "work", KEYS)
    assert replace_section(once, "work", KEYS) == once


def test_the_file_is_private_even_if_it_was_not(tmp_path):
    file = tmp_path / "deep" / "credentials"
    file.parent.mkdir()
    file.write_text(BEFORE)
    file.chmod(0o644)
    assert write_profile("work", KEYS, {"AWS_SHARED_CREDENTIALS_FILE": str(file)}) == file
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(path.name for path in file.parent.iterdir()) == ["credentials", "limen"]  # The lock is in `limen`.


def test_the_file_and_its_directory_are_made(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    path = write_profile("work", KEYS, {})
    assert path == tmp_path / ".aws" / "credentials"
    assert parsed(path.read_text())["work"] == KEYS


def test_a_link_is_followed_not_replaced(tmp_path):
    real = tmp_path / "real"
    real.write_text("")
    (tmp_path / "link").symlink_to(real)
    write_private(tmp_path / "link", "text")
    assert (tmp_path / "link").is_symlink()
    assert real.read_text() == "text"


@pytest.mark.parametrize("name", ["", "a]b", "two words", "line\nbreak"])
def test_a_name_that_would_break_the_file_is_refused(name, tmp_path):
    with pytest.raises(CommandError, match="cannot be the name"):
        write_profile(name, KEYS, {"AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials")})


def test_a_failed_write_leaves_the_old_file(tmp_path):
    file = tmp_path / "credentials"
    file.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_private(file, "\ud800")
    assert file.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1
