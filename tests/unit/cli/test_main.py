"""Exit codes, messages and the table of commands."""

from importlib import import_module

import click
import pytest

from limen.cli import main as command_line
from limen.cli.exits import DENIED, FAILED, INVALID, CommandError
from limen.config.settings import SettingsError
from limen.errors import AccessDeniedError, LimenError


@pytest.fixture
def raising(monkeypatch):
    """Make `limen env` run the test's function."""

    def replace(act):
        @click.command()
        def env():
            return act()

        monkeypatch.setattr("limen.cli.env.env", env)

    return replace


def fail(error):
    def act():
        raise error

    return act


@pytest.mark.parametrize(
    ("error", "code", "label"),
    [
        (CommandError("no"), FAILED, "error: no"),
        (CommandError("no", exit_code=DENIED), DENIED, "denied: no"),
        (CommandError("no", exit_code=INVALID, advice="do that"), INVALID, "error: no\ndo that"),
        (LimenError("broken"), FAILED, "error: broken"),
        (SettingsError("port: no"), INVALID, "error: port: no"),
        (AccessDeniedError("not you"), FAILED, "error: not you"),
        (click.UsageError("what?"), INVALID, "error: what?\nTry 'limen env --help'."),
        (click.FileError("x", "unreadable"), FAILED, "unreadable"),
        (KeyboardInterrupt(), FAILED, "error: interrupted"),
        (click.Abort(), FAILED, "error: interrupted"),
        (OSError(28, "No space left on device"), FAILED, "error: No space left on device\n"),
        (PermissionError(13, "Permission denied", "x/y"), FAILED, "error: x/y: Permission denied\n"),
        (ZeroDivisionError("oops"), FAILED, "unexpected ZeroDivisionError: oops"),
    ],
)
def test_every_failure_has_its_code_and_its_reason_on_standard_error(raising, capsys, error, code, label):
    raising(fail(error))
    assert command_line.run(["env"]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert label in printed.err


@pytest.mark.parametrize(("answer", "code"), [(None, 0), (2, 2), ("text", 0)])
def test_a_command_may_answer_its_exit_code(raising, answer, code):
    raising(lambda: answer)
    assert command_line.run(["env"]) == code


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--version"], ["serve", "--help"]])
def test_help_is_not_an_error(capsys, arguments):
    assert command_line.run(arguments) == 0
    assert "limen" in capsys.readouterr().out


def test_an_unknown_command_is_invalid(capsys):
    assert command_line.run(["nonsense"]) == INVALID
    assert "No such command 'nonsense'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (["serv"], "No such command 'serv'. Did you mean 'serve'?\nTry 'limen --help'."),
        (["account", "lst"], "No such command 'lst'. Did you mean 'list'?\nTry 'limen account --help'."),
        (["help", "serv"], "No such command 'serv'. Did you mean 'serve'?"),
        (["serve", "more"], "unexpected extra argument (more)\nTry 'limen serve --help'."),
        (["--nope"], "No such option '--nope'.\nTry 'limen --help'."),
    ],
)
def test_an_unknown_name_is_invalid_and_the_nearest_is_suggested(capsys, arguments, printed):
    assert command_line.run(arguments) == INVALID
    answer = capsys.readouterr()
    assert answer.out == ""
    assert printed in answer.err


@pytest.mark.parametrize(
    ("arguments", "same_as"),
    [
        (["help"], ["--help"]),
        (["help", "serve"], ["serve", "--help"]),
        (["help", "account"], ["account", "--help"]),
        (["account", "help"], ["account", "--help"]),
        (["help", "account", "create"], ["account", "create", "--help"]),
        (["help", "help"], ["--help"]),
        (["help", "-h"], ["--help"]),
    ],
)
def test_the_word_help_shows_the_help(capsys, arguments, same_as):
    shown = []
    for each in (arguments, same_as):
        assert command_line.run(each) == 0
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1] != ""


@pytest.mark.parametrize(("name", "place"), command_line.COMMANDS.items())
def test_every_command_of_the_table_exists_and_has_help(name, place):
    module, _, attribute = place.partition(":")
    command = getattr(import_module(module), attribute)
    assert isinstance(command, click.Command)
    assert command.help


def test_no_text_of_an_error_steers_the_terminal(raising, capsys):
    raising(fail(CommandError("no\x1b]0;x\x07\nreally\x9b", advice="do\u202ethat", exit_code=DENIED)))
    command_line.run(["env"])
    assert capsys.readouterr().err == "denied: no?]0;x?\nreally?\ndo?that\n"


def test_there_is_no_color_without_a_terminal(raising, capsys):
    raising(fail(LimenError("broken")))
    command_line.run(["env"])
    assert "\x1b" not in capsys.readouterr().err


def test_there_is_no_color_if_it_is_switched_off(raising, monkeypatch):
    seen = []
    raising(lambda: seen.append(click.get_current_context().color))
    for value in ("1", ""):
        monkeypatch.setenv("NO_COLOR", value)
        assert command_line.run(["env"]) == 0
    assert seen == [False, None]


def test_no_command_at_all_shows_the_help_and_no_error(capsys):
    assert command_line.run([]) == INVALID
    printed = capsys.readouterr()
    assert "error" not in printed.err
    assert "Usage: limen" in printed.err


def test_main_exits(monkeypatch):
    monkeypatch.setattr("sys.argv", ["limen", "--help"])
    with pytest.raises(SystemExit) as caught:
        command_line.main()
    assert caught.value.code == 0


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["evaluate"], "0 allowed; 2 denied; 3 invalid"),
        (["keys", "list"], "0 listed; 1 failed; 3 invalid"),
        (["prove", "not-public"], "0 proved; 1 not decided; 2 refuted; 3 invalid"),
    ],
)
def test_every_help_ends_with_the_exit_codes(words, codes, capsys):
    assert command_line.run([*words, "--help"]) == 0
    assert f"Exit codes: {codes}" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_can_complete_commands(shell, monkeypatch, capsys):
    """docs/operations.md names the variable; bash is asked for its version."""
    monkeypatch.setenv("_LIMEN_COMPLETE", f"{shell}_source")
    with pytest.raises(SystemExit) as ended:
        command_line.run([])
    assert ended.value.code == 0
    assert "_LIMEN_COMPLETE" in capsys.readouterr().out


def test_options_that_exclude_each_other_are_refused(tmp_path, capsys):
    assert command_line.run(["serve", "--ephemeral", "--data-dir", str(tmp_path)]) == 3
    assert "--ephemeral and --data-dir: choose one" in capsys.readouterr().err
