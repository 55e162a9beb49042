"""The chapter about settings, from `limen.config.settings`."""

from collections.abc import Iterator
from dataclasses import Field
from pathlib import Path
from typing import Any

from limen.config.load import FILE_VARIABLE, option_name, variable_name
from limen.config.settings import list_settings
from tools.reference.tables import code, render_table

# In this order: a `bool` is an `int` to Python.
_KINDS = {bool: "switch", int: "number", Path: "path", tuple: "list", str: "text"}

_INTRODUCTION = f"""## Settings

`limen serve` accepts all of them, each as an option, as an environment variable, or by its name in a TOML file that
`--settings-file` or `{FILE_VARIABLE}` names. An option overrides a variable, and a variable overrides the file. An
unknown name is an error in each of the three. A switch is `true` or `false` in a variable or file, and has no value as
an option; a list is written with commas, or as a TOML array. Give secrets by variable or file, because options are
visible in the list of processes. Settings of the new account are read when the store is empty, and by
`limen account create`.
"""


def render_settings() -> str:
    """The chapter."""
    head = ("Setting", "Option", "Variable", "Kind", "Default", "Meaning")
    return f"{_INTRODUCTION}\n{render_table(head, _rows())}"


def _rows() -> Iterator[tuple[str, ...]]:
    for setting in list_settings():
        secret = " (secret)" if setting.metadata["secret"] else ""
        name = setting.name
        spellings = (code(name), code(option_name(name)), code(variable_name(name)))
        yield (*spellings, find_kind(setting), code(_default(setting)), setting.metadata["help"] + secret)


def find_kind(setting: Field[Any]) -> str:
    """The kind of a setting's values, in a word."""
    return next(word for kind, word in _KINDS.items() if isinstance(setting.default, kind))


def _default(setting: Field[Any]) -> str:
    value = setting.default
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value == () else str(value)
