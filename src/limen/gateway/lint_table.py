"""Mistakes in a route table, which then means something other than it seems to: `limen gate routes`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from limen.gateway.table import Route, Site, Table


class Mistake(StrEnum):
    """The kinds of findings."""

    UNREACHABLE = "unreachable-route"
    OVERLAP = "overlapping-routes"
    UNKNOWN_ACTION = "unknown-action"


@dataclass(frozen=True, slots=True)
class TableFinding:
    """One finding at a line of the table's file."""

    mistake: Mistake
    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """The finding in the form that compilers use."""
        return f"{self.file}:{self.line}: {self.message} [{self.mistake}]"


IsAction = Callable[[str, str], bool]
"""Whether the account with this id knows an action such as `files:Read`."""


def _is_any_action(account: str, action: str) -> bool:
    return True


def lint_table(table: Table, is_action: IsAction = _is_any_action) -> list[TableFinding]:
    """All findings, in the order of the file; `is_action` reports whether an account knows an action."""
    findings = [finding for site in table.sites for finding in _lint_site(table.file, site, is_action)]
    return sorted(findings, key=lambda finding: finding.line)


def _lint_site(file: str, site: Site, is_action: IsAction) -> Iterator[TableFinding]:
    for number, route in enumerate(site.routes):
        earlier = site.routes[:number]
        hiding = next((each for each in earlier if _hides(each, route)), None)
        if hiding is not None:
            message = f"no request reaches {route}: line {hiding.line}, {hiding}, comes first"
            yield TableFinding(Mistake.UNREACHABLE, file, route.line, message)
            continue
        for each in earlier:
            if _overlap(each, route):
                message = f"{route} and line {each.line}, {each}, are both about some requests; the earlier counts"
                yield TableFinding(Mistake.OVERLAP, file, route.line, message)
        yield from _lint_action(file, site, route, is_action)


def _hides(earlier: Route, route: Route) -> bool:
    return _accepts_all(earlier, route) and earlier.pattern.covers(route.pattern)


def _accepts_all(earlier: Route, route: Route) -> bool:
    if earlier.methods is None or route.methods is None:
        return earlier.methods is None
    return all(earlier.accepts(method) for method in route.methods)


def _overlap(earlier: Route, route: Route) -> bool:
    """Whether two routes overlap, so that their order matters, and the earlier one is not an exception to the later."""
    if (earlier.action, earlier.resource, earlier.context) == (route.action, route.resource, route.context):
        return False
    if route.pattern.covers_names_of(earlier.pattern):
        return False
    return _share_method(earlier, route) and earlier.pattern.overlaps(route.pattern)


def _share_method(one: Route, other: Route) -> bool:
    if one.methods is None or other.methods is None:
        return True
    return any(one.accepts(method) for method in other.methods) or any(other.accepts(m) for m in one.methods)


def _lint_action(file: str, site: Site, route: Route, is_action: IsAction) -> Iterator[TableFinding]:
    """An action with a placeholder is looked up for the methods that the route names."""
    if route.action is None:
        return
    template = route.action.text
    names = {template}
    if route.action.names:
        names = {template.replace("{method}", method) for method in route.methods or ()}
    for name in sorted(names):
        if "{" not in name and not is_action(site.account, name):
            message = f"no service of account {site.account} has the action {name}"
            yield TableFinding(Mistake.UNKNOWN_ACTION, file, route.line, message)
