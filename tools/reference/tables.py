"""Tables of Markdown."""

from collections.abc import Iterable, Sequence


def render_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a bar in a cell would end it."""
    lines = (" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows)
    return "\n".join((f"| {' | '.join(head)} |", "|" + "---|" * len(head), *(f"| {line} |" for line in lines), ""))


def code(text: str) -> str:
    """The text as code, or nothing."""
    return f"`{text}`" if text else ""
