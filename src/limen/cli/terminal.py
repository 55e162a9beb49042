"""Untrusted text made safe for a terminal: no escape sequences, no change of the writing direction."""


def printable(text: str) -> str:
    """The text on one line."""
    return "".join(character if character.isprintable() else "?" for character in text)


def printable_lines(text: str) -> str:
    """The text with its line breaks, which are harmless."""
    return "\n".join(map(printable, text.split("\n")))
