"""The `limen` command: a file per noun or verb, imported when it is used.

Exit codes: 0 done, 1 failed, 2 denied, 3 invalid (docs/reference.md). Errors go to standard error and say what to do.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from limen.cli.command_groups import HelpfulGroup
from limen.cli.exits import DENIED, DONE, FAILED, INVALID, CommandError
from limen.cli.extras import find_missing
from limen.cli.terminal import printable_lines
from limen.errors import LimenError

COMMANDS = {
    "serve": "limen.cli.serve:serve",
    "env": "limen.cli.env:env",
    "account": "limen.cli.account:account",
    "gate": "limen.cli.gate:gate",
    "keys": "limen.cli.keys:keys",
    "aws-models": "limen.cli.aws_models:aws_models",
    "oidc-provider": "limen.cli.oidc_provider:oidc_provider",
    "service": "limen.cli.service:service",
    "login": "limen.cli.login:login",
    "credentials": "limen.cli.credentials:credentials",
    "backup": "limen.cli.backup:backup",
    "restore": "limen.cli.backup:restore",
    "audit": "limen.cli.audit:audit",
    "evaluate": "limen.cli.evaluate:evaluate",
    "escalate": "limen.cli.escalate:escalate",
    "explain": "limen.cli.explain:explain",
    "test": "limen.cli.test:test",
    "lint": "limen.cli.lint:lint",
    "diff": "limen.cli.diff:diff",
    "prove": "limen.cli.prove:prove",
    "minimize": "limen.cli.minimize:minimize",
    "who-can": "limen.cli.who_can:who_can",
    "what-can": "limen.cli.what_can:what_can",
    "docs": "limen.cli.docs:docs",
}


EPILOG = f"Exit codes: {DONE} done, {FAILED} failed, {DENIED} denied, {INVALID} invalid. Documentation: limen docs."


class LazyGroup(HelpfulGroup):
    """A group whose commands are imported when they run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the names."""
        return sorted(COMMANDS)

    def find_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import a command."""
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.group(
    cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="limen", prog_name="limen")
def limen() -> None:
    """AWS IAM that you can run, prove and rewind, in front of anything you host."""


def main() -> None:
    """Run the command line and exit."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return the exit code. A command returns its exit code, or `None` for success."""
    try:
        answer = limen.main(list(arguments), prog_name="limen", standalone_mode=False, color=_choose_color())
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return INVALID
    except click.UsageError as error:
        return _complain(error.format_message(), INVALID, _hint(error))
    except click.ClickException as error:
        return _complain(error.format_message(), FAILED)
    except (click.Abort, KeyboardInterrupt):
        return _complain("interrupted", FAILED)
    except CommandError as error:
        return _complain(str(error), error.exit_code, error.advice)
    except LimenError as error:
        return _complain(str(error), _code_of(error))
    except BrokenPipeError:
        sys.stderr.close()  # The reader is gone; Python would report that at exit.
        return FAILED
    except OSError as error:  # A full disk, an unreadable file: the operating system's message says it best.
        return _complain(f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror), FAILED)
    except Exception as error:
        return _complain_unexpected(error)
    return answer if isinstance(answer, int) else DONE


def _choose_color() -> bool | None:
    """No color if `NO_COLOR` is set (no-color.org); `None` means: color on a terminal."""
    return False if os.environ.get("NO_COLOR") else None


def _code_of(error: LimenError) -> int:
    """A setting's fault may be found only when the setting is used; its exit code is the same."""
    from limen.config.settings import SettingsError

    return INVALID if isinstance(error, SettingsError) else FAILED


def _hint(error: click.UsageError) -> str:
    return f"Try '{error.ctx.command_path} --help'." if error.ctx else "Try 'limen --help'."


def _complain_unexpected(error: Exception) -> int:
    """Report a package that is not installed, or a defect."""
    missing = find_missing(error)
    if missing:
        return _complain(missing, FAILED)
    return _complain(f"unexpected {type(error).__name__}: {error}", FAILED, "This is a defect; please report it.")


def _complain(message: str, exit_code: int, advice: str = "") -> int:
    label = click.style("denied" if exit_code == DENIED else "error", fg="red", bold=True)
    click.echo(f"{label}: {printable_lines(message)}", err=True, color=_choose_color())
    if advice:
        click.echo(printable_lines(advice), err=True)
    return exit_code
