"""The chapter about commands, from the tree of click commands."""

from collections.abc import Iterator

import click

from limen.cli import exits
from limen.cli.main import limen
from limen.config.load import option_name
from limen.config.settings import list_settings
from tools.reference.tables import code, render_table

_PROOF = "0 proved; 1 not decided; 2 refuted; 3 invalid"
EXITS = {
    "limen account create": "0 created; 1 failed; 3 invalid, or the name is taken",
    "limen account list": "0 listed; 1 failed; 3 invalid",
    "limen account reset-root-mfa": "0 no device is active; 1 failed; 3 unknown account, or invalid",
    "limen audit": "0 listed, or interrupted while following; 1 failed; 3 invalid",
    "limen aws-models install": "0 installed; 1 the folder cannot be written; 3 invalid",
    "limen diff": "0 compared; 1 something was not decided; 2 there are regions that `--fail-on` names; 3 invalid",
    "limen env": "0 printed; 1 there are no credentials; 3 invalid",
    "limen escalate": "0 nobody beside the administrators; 1 something was not decided; 2 somebody can; 3 invalid",
    "limen evaluate": "0 allowed; 2 denied; 3 invalid. With `--lines`: 0 all decided; 3 a line was invalid",
    "limen explain": "0 allowed; 1 failed, or not as recorded; 2 denied; 3 invalid",
    "limen gate check": "0 allowed or public; 1 failed; 2 denied, refused, or not signed in; 3 invalid",
    "limen gate routes": "0 clean; 1 findings; 3 the table cannot be read, or invalid",
    "limen keys drop": "0 dropped; 1 failed, unknown, or still needed; 3 invalid",
    "limen keys list": "0 listed; 1 failed; 3 invalid",
    "limen keys rotate": "0 rotated; 1 failed; 3 invalid",
    "limen lint": "0 clean; 1 findings; 3 invalid, or a file cannot be read",
    "limen credentials": "0 printed; 1 not signed in, or no server; 2 the sign-in has ended; 3 invalid",
    "limen login": "0 signed in; 1 the server cannot be reached; 2 refused; 3 invalid",
    "limen minimize": "0 printed; 1 not decided; 3 invalid",
    "limen prove equivalent": _PROOF,
    "limen prove no-new-access": _PROOF,
    "limen prove not-granted": _PROOF,
    "limen prove not-public": _PROOF,
    "limen prove obligation": "0 all proved; 1 one is not decided; 2 one is refuted; 3 invalid",
    "limen serve": "0 stopped by a signal; 1 cannot start; 3 invalid",
    "limen service add": "0 kept; 1 failed; 3 the description or the account is invalid",
    "limen service list": "0 listed; 1 failed; 3 invalid",
    "limen service remove": "0 removed; 1 failed; 3 there is no such service, or users have credentials for it",
    "limen service show": "0 printed; 1 failed; 3 there is no such service",
    "limen test": "0 all pass; 1 a check fails, or the coverage is too low; 3 a suite is invalid",
    "limen what-can": "0 listed; 1 something was not decided; 3 invalid",
    "limen who-can": "0 listed; 1 something was not decided; 3 invalid",
}
"""What each command's exit codes mean; a command without a line here is an error."""


_INTRODUCTION = f"""## Commands

Exit codes mean the same everywhere: {exits.DONE} done, {exits.FAILED} failed, {exits.DENIED} denied, {exits.INVALID} \
invalid input. Results go to standard output, errors to
standard error, with advice. `-h` or `--help` prints the options. Output has no colors if it does not go to
a terminal, or with `NO_COLOR`. The settings that a command accepts are described above.
"""


def render_commands() -> str:
    """The chapter."""
    return "\n".join((_INTRODUCTION, *(_render(path, command) for path, command in list_commands())))


def list_commands() -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with the words that call it."""
    return _walk("limen", limen)


def _walk(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        child = command.get_command(context, name)
        if child is not None:
            yield from _walk(f"{path} {name}", child)


def _render(path: str, command: click.Command) -> str:
    context = click.Context(command, info_name=path)
    usage = " ".join((path, *command.collect_usage_pieces(context)))
    text = "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))
    parts = [f"### `{path}`", "", f"```\n{usage}\n```", "", text, ""]
    own, settings = _options(command)
    if own:
        parts.append(render_table(("Option", "Default", "Meaning"), own))
    if settings:
        parts += [f"Settings: {', '.join(settings)}.", ""]
    return "\n".join((*parts, f"Exit codes: {EXITS[path]}.", ""))


def _options(command: click.Command) -> tuple[list[tuple[str, ...]], list[str]]:
    """The options of its own, in rows, and the options of settings."""
    names = {option_name(setting.name) for setting in list_settings()} | {"--settings-file"}
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    shared = [option.opts[0] for option in options if names & set(option.opts)]
    own = [_row(option) for option in options if option.opts[0] not in shared]
    return own, ["all of them"] if len(shared) == len(names) else [code(name) for name in shared]


def _row(option: click.Option) -> tuple[str, ...]:
    default = str(option.default) if not option.is_flag and isinstance(option.default, str | int) else ""
    return code(f"{', '.join(option.opts)}{_value(option)}"), code(default), option.help or ""


def _value(option: click.Option) -> str:
    if option.is_flag:
        return ""
    if isinstance(option.type, click.Choice):
        return f" {'|'.join(option.type.choices)}"
    return f" {option.metavar or option.type.name.upper()}"
