"""Texts from outside, made unable to steer a terminal: no escape sequences, no change of the writing's direction."""


def printable(text: str) -> str:
    """The text on one line."""
    return "".join(character if character.isprintable() else "?" for character in text)


def printable_lines(text: str) -> str:
    """The text with its line breaks, which cannot do more than to begin a line."""
    return "\n".join(map(printable, text.split("\n")))
