"""Names and ARNs with placeholders, as AWS documents them: `${BucketName}`, in a few older ones `<key>` or `{key}`."""

import re
from functools import cache

_PLACEHOLDER = re.compile(r"\$?\{[^}]*\}|<[^>]*>")


def has_placeholder(template: str) -> bool:
    return _PLACEHOLDER.search(template) is not None


def render_pattern(template: str) -> str:
    """Write `*` for each placeholder."""
    return _PLACEHOLDER.sub("*", template)


@cache
def compile_template(template: str) -> re.Pattern[str]:
    """Compile a template; each placeholder matches at least one character, letters match both cases."""
    literals = (re.escape(literal) for literal in _PLACEHOLDER.split(template))
    return re.compile(".+".join(literals), re.IGNORECASE | re.DOTALL)
