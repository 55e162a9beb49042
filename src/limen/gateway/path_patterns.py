"""Path patterns of a route: which canonical paths it applies to, and the parts of them that templates use.

`*` is one segment, or a part of one as in `*.pdf`; `{name}` is one with a name. `/docs/**` is `/docs`, `/docs/` and
everything below; `/docs/**/` is only the collections among these, whose paths end with a slash. All other text is
compared as it is written, in decoded form.
"""

import re
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final

from limen.gateway.paths import AmbiguousPathError, PathCase, fold_name, normalize_path

REST: Final = "rest"
"""The name that templates use for the part that `**` matches."""

RESERVED: Final = frozenset({REST, "path", "host", "method", "file", "extension"})

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_PART: Final = re.compile(r"\{([^{}]*)\}|(\*)")


class PatternError(ValueError):
    """A pattern is malformed; the message says how."""


class Tail(Enum):
    """What a pattern ends with: everything below, only the collections below, or nothing."""

    NONE = ""
    ANYTHING = "**"
    COLLECTIONS = "**/"


@dataclass(frozen=True, slots=True)
class PathPattern:
    """A compiled pattern: its segments, the last empty if it ends with a slash, and its tail.

    `names` are the parts that it captures.
    """

    text: str
    segments: tuple[str, ...]
    tail: Tail
    names: frozenset[str]
    regex: re.Pattern[str] = field(repr=False, compare=False)

    def match(self, path: str) -> dict[str, str] | None:
        """The captured parts of a canonical path, `None` if the pattern does not match."""
        found = self.regex.fullmatch(path)
        if found is None:
            return None
        return {name: value or "" for name, value in found.groupdict().items()}

    def covers(self, other: "PathPattern") -> bool:
        """Whether it certainly matches every path that `other` matches, judged by their forms."""
        length = len(self.segments)
        if self.tail is Tail.NONE:
            is_long_enough = other.tail is Tail.NONE and len(other.segments) == length
        elif self.tail is Tail.ANYTHING:
            is_long_enough = len(other.segments) >= length
        else:
            ends_with_slash = other.tail is Tail.COLLECTIONS or other.segments[-1:] == ("",)
            is_long_enough = ends_with_slash and len(other.segments) - (other.tail is Tail.NONE) >= length
        return is_long_enough and all(map(_covers_segment, self.segments, other.segments))

    def covers_names_of(self, other: "PathPattern") -> bool:
        """Like `covers`, but also decides whether the matched names are collections."""
        is_for_collections = self.tail is Tail.COLLECTIONS
        return (replace(self, tail=Tail.ANYTHING) if is_for_collections else self).covers(other)

    def overlaps(self, other: "PathPattern") -> bool:
        """Whether some path may match both."""
        shorter, longer = sorted((self, other), key=lambda each: len(each.segments))
        if len(shorter.segments) < len(longer.segments) and shorter.tail is Tail.NONE:
            return False
        if Tail.COLLECTIONS in (self.tail, other.tail) and not (self.may_end_with_slash and other.may_end_with_slash):
            return False
        return all(map(_overlaps_segment, shorter.segments, longer.segments))

    @property
    def may_end_with_slash(self) -> bool:
        """Whether it matches the path of a collection."""
        return self.tail is not Tail.NONE or self.segments[-1] == ""


def parse_pattern(text: str, case: PathCase = PathCase.SENSITIVE) -> PathPattern:
    """Compile a pattern; raises `PatternError`."""
    if not text.startswith("/"):
        raise PatternError("a path pattern must begin with a slash")
    names: list[str] = []
    segments, tail = _split_tail(text.split("/")[1:])
    last = len(segments) - 1
    parts = [
        _compile_segment(each, names, case, is_last=number == last and tail is Tail.NONE)
        for number, each in enumerate(segments)
    ]
    if tail is not Tail.NONE:
        names.append(REST)
    if len(set(names)) != len(names):
        raise PatternError("a path pattern must not use a name twice")
    regex = "".join(f"/{part}" for part in parts) + _tail_regex(tail, is_root=not segments)
    folded = tuple(map(str.casefold, segments)) if case is PathCase.INSENSITIVE else tuple(segments)
    return PathPattern(text, folded, tail, frozenset(names), re.compile(regex, re.DOTALL))


def _split_tail(segments: list[str]) -> tuple[list[str], Tail]:
    if segments[-1] == "**":
        return segments[:-1], Tail.ANYTHING
    if segments[-2:] == ["**", ""]:
        return segments[:-2], Tail.COLLECTIONS
    return segments, Tail.NONE


def _tail_regex(tail: Tail, *, is_root: bool) -> str:
    match tail:
        case Tail.NONE:
            return ""
        case Tail.COLLECTIONS:
            return rf"/(?P<{REST}>(?:.*/)?)"
        case Tail.ANYTHING:
            return rf"/(?P<{REST}>.*)" if is_root else rf"(?:/(?P<{REST}>.*))?"


def _compile_segment(segment: str, names: list[str], case: PathCase, *, is_last: bool) -> str:
    if not segment:
        if is_last:
            return ""
        raise PatternError("a path pattern must not have an empty segment (//)")
    if "**" in segment:
        raise PatternError("** must be a segment by itself, the last one")
    found = list(_PART.finditer(segment))
    if not found:
        return re.escape(_literal(segment, case, is_whole=True))
    if len(found) > 1:
        raise PatternError("a segment can have at most one placeholder")
    (part,) = found
    before, after = segment[: part.start()], segment[part.end() :]
    expression = "[^/]*" if before or after else "[^/]+"
    if part[1] is not None:
        expression = f"(?P<{_add_name(part[1], names)}>{expression})"
    return re.escape(_literal(before, case)) + expression + re.escape(_literal(after, case))


def _add_name(name: str, names: list[str]) -> str:
    if not _NAME.fullmatch(name):
        raise PatternError(f"{{{name}}} is not a name: use lower-case letters, digits and _")
    if name in RESERVED:
        raise PatternError(f"{{{name}}} has a meaning of its own; choose another name")
    names.append(name)
    return name


def _literal(text: str, case: PathCase, *, is_whole: bool = False) -> str:
    if "{" in text or "}" in text:
        raise PatternError("a brace is not matched by another")
    if "%" in text:
        raise PatternError("a path pattern must be written decoded, without %")
    if not text:
        return text
    try:
        # A letter keeps a part of a name, such as the dot of `*.pdf`, from being taken for the whole of one.
        letter = "" if is_whole else "x"
        normalize_path(f"/{letter}" + "".join(f"%{byte:02x}" for byte in text.encode()) + letter)
        return fold_name(text + letter).removesuffix(letter) if case is PathCase.INSENSITIVE else text
    except AmbiguousPathError as error:
        raise PatternError(f"no request can match it. {error}") from None


def _covers_segment(wide: str, narrow: str) -> bool:
    """Whether one segment of a pattern matches all that another matches."""
    part = _PART.search(wide)
    if part is None:
        return wide == narrow
    before, after = wide[: part.start()], wide[part.end() :]
    other = _PART.search(narrow)
    if other is None:
        is_whole = not before and not after
        fits = narrow.startswith(before) and narrow.endswith(after) and len(narrow) >= len(before + after)
        return fits and (bool(narrow) or not is_whole)
    return narrow[: other.start()].startswith(before) and narrow[other.end() :].endswith(after)


def _overlaps_segment(one: str, other: str) -> bool:
    """Whether some text matches both segments of patterns."""
    first, second = _PART.search(one), _PART.search(other)
    if first is None or second is None:
        return _covers_segment(one, other) or _covers_segment(other, one)
    heads = one[: first.start()], other[: second.start()]
    ends = one[first.end() :], other[second.end() :]
    are_heads_alike = heads[0].startswith(heads[1]) or heads[1].startswith(heads[0])
    return are_heads_alike and (ends[0].endswith(ends[1]) or ends[1].endswith(ends[0]))
