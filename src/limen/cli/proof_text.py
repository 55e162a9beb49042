"""Verdicts, regions and witnesses as text."""

from collections.abc import Iterator, Mapping, Sequence

import click

from limen.analysis.differences import Difference
from limen.analysis.obligations import Finding
from limen.analysis.regions import Region
from limen.analysis.result_json import list_actions, render_witness
from limen.analysis.verdict import Result, StatementRef, Verdict
from limen.analysis.witness import Witness, render_request
from limen.analysis.wording import describe_conditions, split_resources
from limen.cli.exits import DENIED, DONE, FAILED
from limen.cli.terminal import printable_lines

EXIT_CODES = {Verdict.PROVED: DONE, Verdict.REFUTED: DENIED, Verdict.UNKNOWN: FAILED}
_COLORS = {Verdict.PROVED: "green", Verdict.REFUTED: "red", Verdict.UNKNOWN: "yellow"}
_SHOWN_ACTIONS = 6


def render_result(result: Result, *, proved: str, refuted: str) -> str:
    """A verdict in words: `proved` and `refuted` say what each means for the question."""
    meanings = {
        Verdict.PROVED: proved,
        Verdict.REFUTED: refuted,
        Verdict.UNKNOWN: f"not decided: {result.reason}",
    }
    label = click.style(str(result.verdict), fg=_COLORS[result.verdict], bold=True)
    lines: list[str] = []
    if result.witness is not None:
        lines += [f"  {line}" for line in describe_witness(result.witness)]
    if result.statements:
        lines.append(f"  by {describe_statements(result.statements)}")
    lines += [f"  note: {note}" for note in result.notes]
    lines.append(f"  scope: {result.scope}; assumptions: {', '.join(result.assumptions) or 'none'}")
    return "\n".join([f"{label}: {meanings[result.verdict]}", *map(printable_lines, lines)])


def describe_finding(found: Finding) -> Iterator[str]:
    """The result for an obligation and one principal."""
    label = click.style(str(found.verdict), fg=_COLORS[found.verdict], bold=True)
    reason = f": {found.reason}" if found.reason else ""
    yield f"{label}: {printable_lines(f'{found.obligation}, {found.principal}{reason}')}"
    if found.witness is not None:
        yield from (f"  {printable_lines(line)}" for line in describe_witness(found.witness))


def render_finding(found: Finding) -> dict[str, object]:
    """The same as JSON."""
    return {
        "obligation": found.obligation,
        "principal": found.principal,
        "verdict": str(found.verdict),
        "witness": None if found.witness is None else render_witness(found.witness),
        "reason": found.reason or None,
    }


def describe_witness(witness: Witness) -> list[str]:
    """A request: caller, action, resource and context."""
    request = witness.request
    lines = [f"as {request.principal.arn}: {request.action} on {request.resource.arn}"]
    rendered = render_request(request)["context"]
    if isinstance(rendered, dict) and rendered:
        pairs = (f"{key}={_spell_value(value)}" for key, value in rendered.items())
        lines.append(f"with {', '.join(pairs)}")
    if not witness.realistic:
        lines.append("(AWS's services never send this request; the engine decides it nevertheless)")
    return lines


def _spell_value(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    return str(value) or '""'


def describe_statements(statements: Sequence[StatementRef]) -> str:
    """Statements by place and Sid."""
    return ", ".join(
        f"statement {each.index}{f' ({each.sid})' if each.sid else ''} of {each.policy}" for each in statements
    )


def render_difference(difference: Difference, spellings: Mapping[str, str]) -> str:
    """Regions in words, one witness each, and a summary."""
    parts = (
        ("+", "green", difference.added),
        ("-", "red", difference.removed),
        ("!", "yellow", difference.denies_less),
    )
    lines: list[str] = []
    for sign, color, part in parts:
        for region in part.regions:
            what = "denies less: " if sign == "!" else ""
            head = printable_lines(f"{sign} {what}{describe_region(region, spellings)}")
            details = [*describe_witness(region.witness), f"by {describe_statements(region.statements)}"]
            lines.append(click.style(head, fg=color))
            lines += [f"    {printable_lines(line)}" for line in details]
        lines += [f"? not decided: {reason}" for reason in part.reasons]
    return "\n".join([*lines, summarize(difference)])


def render_markdown(difference: Difference, spellings: Mapping[str, str]) -> str:
    """The same for a pull request."""
    parts = (
        ("New access", difference.added),
        ("Access that is gone", difference.removed),
        ("No longer denied", difference.denies_less),
    )
    lines: list[str] = []
    for title, part in parts:
        if part.regions or part.reasons:
            lines += [f"### {title}", ""]
        for region in part.regions:
            witness = "; ".join(describe_witness(region.witness))
            lines.append(f"- {_code(describe_region(region, spellings))}<br>{_code(witness)}")
            lines.append(f"  by {describe_statements(region.statements)}")
        lines += [f"- **not decided**: {reason}" for reason in part.reasons]
        lines += [""] if part.regions or part.reasons else []
    return printable_lines("\n".join([*lines, f"{summarize(difference)}."]))


def _code(text: str) -> str:
    """Text between backticks, which it cannot close."""
    return f"`` {text.replace('`', chr(0x2019))} ``"


def describe_region(region: Region, spellings: Mapping[str, str]) -> str:
    """Actions, resources and conditions of a region, on one line."""
    resources, excluded = split_resources(region.literals)
    words = [_describe_actions(region), "on", ", ".join(resources) or "any resource"]
    if excluded:
        words.append(f"but not {', '.join(excluded)}")
    text = " ".join(words)
    conditions = describe_conditions(region.literals, spellings)
    if conditions:
        text += f", if {' and '.join(conditions)}"
    return f"{text}, for a {' or '.join(region.kinds)}" if region.kinds else text


def _describe_actions(region: Region) -> str:
    names = list_actions(region)
    shown = list(_shorten(names))
    count = len(region.actions)
    counted = f" ({count} actions)" if count > len(names) else ""
    others = " and every action of other services" if region.others else ""
    return f"{', '.join(shown)}{counted}{others}"


def _shorten(names: Sequence[str]) -> Iterator[str]:
    yield from names[:_SHOWN_ACTIONS]
    if len(names) > _SHOWN_ACTIONS:
        yield f"... {len(names) - _SHOWN_ACTIONS} more"


def summarize(difference: Difference) -> str:
    """How many regions there are, and whether these are all."""
    counts = (
        f"{len(difference.added.regions)} added",
        f"{len(difference.removed.regions)} removed",
        f"{len(difference.denies_less.regions)} no longer denied",
    )
    return f"{', '.join(counts)} ({'complete' if difference.is_complete else 'not complete'})"
