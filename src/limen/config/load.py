"""Settings from options, then `LIMEN_*` variables, then a TOML file, then defaults (docs/reference.md).

An unknown name is an error that suggests a similar known one: a typing mistake must not change what is enforced.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import Field
from difflib import get_close_matches
from pathlib import Path

from limen.config.settings import Settings, SettingsError, list_settings

PREFIX = "LIMEN_"
FILE_VARIABLE = "LIMEN_SETTINGS_FILE"

Spelling = Callable[[str], str]

_WORDS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}


def load_settings(
    options: Mapping[str, object], environment: Mapping[str, str], *, settings_file: Path | None = None
) -> Settings:
    """Merge the three sources; options that are `None` count as not given. Raises `SettingsError`."""
    file = settings_file or _file_of(environment)
    merged: dict[str, object] = {}
    if file is not None:
        merged |= _read_file(file)
    merged |= _read_environment(environment)
    merged |= _known({name: value for name, value in options.items() if value is not None}, "option", str)
    make: Callable[..., Settings] = Settings
    return make(**_convert(merged))


def option_name(setting: str) -> str:
    """Spell a setting as a command line option."""
    return f"--{setting.replace('_', '-')}"


def variable_name(setting: str) -> str:
    """Spell a setting as an environment variable."""
    return f"{PREFIX}{setting.upper()}"


def _file_of(environment: Mapping[str, str]) -> Path | None:
    return Path(environment[FILE_VARIABLE]) if environment.get(FILE_VARIABLE) else None


def _read_file(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            content = tomllib.load(file)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not TOML ({error})") from error
    return _known(content, f"setting in {path}:", str)


def _read_environment(environment: Mapping[str, str]) -> dict[str, object]:
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and name != FILE_VARIABLE
    }
    return _known(given, "environment variable", variable_name)


def _known(given: Mapping[str, object], where: str, spell: Spelling) -> dict[str, object]:
    names = [setting.name for setting in list_settings()]
    problems = [_describe_unknown(name, names, where, spell) for name in given if name not in names]
    if problems:
        raise SettingsError("\n".join(problems))
    return dict(given)


def _describe_unknown(name: str, names: list[str], where: str, spell: Spelling) -> str:
    nearest = get_close_matches(name, names, n=1)
    advice = f"; the nearest that exists is {spell(nearest[0])}" if nearest else ""
    return f"unknown {where} {spell(name)}{advice}"


def _convert(values: Mapping[str, object]) -> dict[str, object]:
    table = {setting.name: setting for setting in list_settings()}
    return {name: _convert_one(table[name], value) for name, value in values.items()}


def _convert_one(setting: Field[object], value: object) -> object:
    convert, kind = next((convert, kind) for kind_of, convert, kind in _KINDS if isinstance(setting.default, kind_of))
    try:
        return convert(value)
    except (ValueError, TypeError, KeyError) as error:
        shown = "the given value" if setting.metadata["secret"] else repr(value)
        raise SettingsError(f"{setting.name}: {shown} is not {kind}") from error


def _to_text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _to_number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError
    return int(value)


def _to_switch(value: object) -> bool:
    return value if isinstance(value, bool) else _WORDS[_to_text(value).lower()]


def _to_path(value: object) -> Path:
    if not value:
        raise ValueError
    return Path(value) if isinstance(value, Path) else Path(_to_text(value))


def _to_list(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if not isinstance(value, list | tuple):
        raise TypeError
    return tuple(_to_text(part) for part in value)


# In this order: a `bool` is an `int` to Python.
_KINDS: tuple[tuple[type, Callable[[object], object], str], ...] = (
    (bool, _to_switch, "true or false"),
    (int, _to_number, "a whole number"),
    (Path, _to_path, "a path"),
    (tuple, _to_list, "a list"),
    (str, _to_text, "text"),
)
