"""Policy variables and wildcards: text of a policy becomes a list of tokens (spec policy 2.1, 4.1 to 4.4).

A token is one literal character, ``Wild.ANY`` (``*``) or ``Wild.ONE`` (``?``). Wildcards are distinguished from literal
characters before variables are substituted, so a ``*`` that comes out of a variable is an ordinary character (spec
4.4).
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping

# name: no blanks, braces, quotes or commas. Anything that does not fit stays literal text (spec policy 4.2).
_VARIABLE = re.compile(r"\$\{(?:(?P<special>[*?$])|(?P<name>[^\s{}$,'*?]+)(?:, '(?P<default>[^']*)')?)\}")


class Wild(enum.Enum):
    """The two wildcards."""

    ANY = "*"
    ONE = "?"


Token = str | Wild
Context = Mapping[str, "str | tuple[str, ...]"]


def expand(text: str, context: Context, *, active: bool, wildcards: bool) -> list[Token] | None:
    """Tokens of ``text``; ``None`` if a variable in it cannot be resolved.

    ``active`` is true in documents of version 2012-10-17. ``wildcards`` is false where ``*`` means a star.
    """
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        found = _VARIABLE.match(text, position) if active else None
        if found is None:
            end = _end_of_text(text, position) if active else position + 1
            tokens.extend(_token(each, wildcards=wildcards) for each in text[position:end])
            position = end
            continue
        value = found["special"] or _value(found["name"], found["default"], context)
        if value is None:
            return None
        tokens.extend(value)
        position = found.end()
    return tokens


def glob(tokens: list[Token], text: str) -> bool:
    """Whether the whole of ``text`` fits ``tokens``."""
    token = at = 0
    star, resume = -1, 0
    while at < len(text):
        if token < len(tokens) and tokens[token] is Wild.ANY:
            star, resume = token, at
            token += 1
        elif token < len(tokens) and (tokens[token] is Wild.ONE or tokens[token] == text[at]):
            token += 1
            at += 1
        elif star >= 0:
            resume += 1
            token, at = star + 1, resume
        else:
            return False
    return all(rest is Wild.ANY for rest in tokens[token:])


def _end_of_text(text: str, position: int) -> int:
    """Where plain text that begins here ends: a malformed ``${`` is text up to its first brace, what is in it too."""
    brace = text.find("}", position) if text.startswith("${", position) else -1
    return brace + 1 if brace >= 0 else position + 1


def _token(character: str, *, wildcards: bool) -> Token:
    if wildcards and character in "*?":
        return Wild(character)
    return character


def _value(name: str, default: str | None, context: Context) -> str | None:
    """A multivalued key cannot fill a variable; the default is for keys without a value (spec policy 4.2, 4.3)."""
    value = context.get(name.lower())
    if isinstance(value, tuple):
        return None
    return value if isinstance(value, str) else default
