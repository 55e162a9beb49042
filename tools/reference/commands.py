"""The chapter about commands, from the tree of click commands."""

from collections.abc import Iterator

import click

from limen.cli import exits
from limen.cli.exit_codes import EXITS
from limen.cli.main import limen
from limen.config.load import option_name
from limen.config.settings import list_settings
from tools.reference.tables import code, render_table

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
    if not isinstance(command, click.Group) or command.invoke_without_command:
        yield path, command
    if not isinstance(command, click.Group):
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
