"""Policy variables (semantics E15 to E19; spec policy 4): text of a policy with `${...}` in it, and its values.

Text is split once, when a policy is compiled. The value of a variable is literal: it is not searched for wildcards or
further variables.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from limen.domain.principals import Principal
from limen.policy.match.context import Context, find_value
from limen.policy.syntax.document import Version


@dataclass(frozen=True, slots=True)
class Literal:
    """Text in which `*` and `?` are plain characters: the values of `${*}`, `${?}` and `${$}`."""

    text: str


@dataclass(frozen=True, slots=True)
class Variable:
    """`${name}` or `${name, 'default'}`; `key` is the name in lower case."""

    name: str
    key: str
    default: str | None = None

    def resolve(self, context: Context, principal: Principal) -> str | None:
        """Value of the key, or else the default; `None` if there is neither, or the key is multivalued."""
        value = find_value(context, principal, self.key)
        if value is None:
            return self.default
        return value if isinstance(value, str) else None


Part = str | Literal | Variable
"""A `str` is text as the author wrote it."""

_REFERENCE: Final = re.compile(r"\$\{(?:(?P<escaped>[*?$])|(?P<name>[^\s${},'*?]+)(?:, '(?P<default>[^']*)')?)\}")
OPENING: Final = "${"


def parse_template(text: str, version: Version) -> tuple[Part, ...]:
    """Split `text` at its variables; in version 2008 there are none. A malformed variable stays text (E16)."""
    if version is Version.V2008 or OPENING not in text:
        return (text,)
    return tuple(part for part in _split(text) if part)


def _split(text: str) -> Iterator[Part]:
    start = 0
    while (opening := text.find(OPENING, start)) >= 0:
        found = _REFERENCE.match(text, opening)
        end = found.end() if found else (text.find("}", opening) + 1 or len(text))
        if found:
            yield text[start:opening]
            yield _reference(found)
        else:
            yield text[start:end]
        start = end
    yield text[start:]


def _reference(found: re.Match[str]) -> Part:
    if escaped := found["escaped"]:
        return Literal(escaped)
    return Variable(found["name"], found["name"].lower(), found["default"])


def find_variables(text: str, version: Version) -> tuple[Variable, ...]:
    """The variables that `text` mentions."""
    return tuple(part for part in parse_template(text, version) if isinstance(part, Variable))


def plain_text(parts: tuple[Part, ...]) -> str | None:
    """The text of `parts` if it is the same in every request; `None` if they contain a variable."""
    texts = [part.text if isinstance(part, Literal) else part for part in parts if not isinstance(part, Variable)]
    return "".join(texts) if len(texts) == len(parts) else None


def render_template(parts: tuple[Part, ...], context: Context, principal: Principal) -> str | None:
    """The text of `parts` in this request; `None` if a variable is unresolved (E17)."""
    texts: list[str] = []
    for part in parts:
        text = part.resolve(context, principal) if isinstance(part, Variable) else _text(part)
        if text is None:
            return None
        texts.append(text)
    return "".join(texts)


def _text(part: str | Literal) -> str:
    return part if isinstance(part, str) else part.text
