"""Options that commands share: those of settings, generated from `Settings`, and `--json`."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, TypedDict, TypeVar

import click

from limen.cli.exits import INVALID, CommandError
from limen.config.load import load_settings, option_name, variable_name
from limen.config.settings import Settings, SettingsError, list_settings

F = TypeVar("F", bound=Callable[..., object])
Decorator = Callable[[F], F]

STORE_SETTINGS = ("data_dir", "database_url", "log_level")

_METAVARS = ((int, "NUMBER"), (Path, "PATH"), (tuple, "LIST"), (str, "TEXT"))


class LiveOptions(TypedDict):
    """The options that ask about a caller in the store."""

    principal: str
    action: str
    resource: str
    resource_account: str
    resource_policy: IO[str] | None
    session_policy: tuple[IO[str], ...]
    context: tuple[str, ...]
    at: str
    revision: int | None


json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


def setting_options(*names: str) -> Callable[[F], F]:
    """Give a command the options of these settings (all settings if none is named), and `--settings-file`."""

    def decorate(command: F) -> F:
        chosen = [setting for setting in list_settings() if not names or setting.name in names]
        for setting in reversed(chosen):
            is_flag = isinstance(setting.default, bool)
            meaning = setting.metadata["help"]
            add = click.option(
                option_name(setting.name),
                setting.name,
                is_flag=is_flag,
                default=None,
                metavar=None if is_flag else _find_metavar(setting.default),
                help=f"{meaning[0].upper()}{meaning[1:]} [{variable_name(setting.name)}].",
            )
            command = add(command)
        file = click.option("--settings-file", type=click.Path(path_type=Path), help="TOML file with settings.")
        return file(command)

    return decorate


def _find_metavar(default: object) -> str:
    return next(word for kind, word in _METAVARS if isinstance(default, kind))


def resolve_settings(options: Mapping[str, object]) -> Settings:
    """Merge a command's options with environment and file; raises `CommandError` for a mistake in any of them."""
    file = options.get("settings_file")
    given = {name: value for name, value in options.items() if name != "settings_file"}
    _warn_of_secrets(given)
    try:
        return load_settings(given, os.environ, settings_file=file if isinstance(file, Path) else None)
    except SettingsError as error:
        raise CommandError(
            str(error), exit_code=INVALID, advice="See 'limen serve --help' for all settings."
        ) from error


def _warn_of_secrets(options: Mapping[str, object]) -> None:
    """Every user of the machine can read the command lines of all processes, and shells keep them."""
    for setting in list_settings():
        if setting.metadata["secret"] and _is_secret(options.get(setting.name)):
            message = f"{option_name(setting.name)} can be read by every user of this machine while the command runs"
            advice = f"set {variable_name(setting.name)}, or use a settings file"
            click.echo(f"{click.style('warning', fg='yellow', bold=True)}: {message}; {advice}", err=True)


def _is_secret(value: object) -> bool:
    """Whether the value is there and is, or contains, a secret: the address of a database may have no password."""
    if not isinstance(value, str) or "://" not in value:
        return bool(value)
    user_and_password = value.partition("://")[2].rpartition("@")[0]
    return user_and_password.partition(":")[2] != "" or "password=" in value
