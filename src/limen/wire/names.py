"""How messages name a parameter (spec api 2.6): member names with a small first letter, `tags.1.member.key`."""


def wire_path(parent: str, member: str) -> str:
    """The name of `member` below `parent` (empty at the top)."""
    name = member[:1].lower() + member[1:]
    return f"{parent}.{name}" if parent else name
