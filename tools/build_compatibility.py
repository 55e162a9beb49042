"""Write docs/compatibility.md: every operation of the service models, and what Limen does with it.

    python -m tools.build_compatibility

A test compares the file with what this would write.
"""

from collections.abc import Iterator
from pathlib import Path

from limen.errors import NOT_IMPLEMENTED_STATUS
from limen.operations.catalog import find_operation
from limen.operations.registry import ReadOperation
from limen.wire.service_model import Service
from limen.wire.service_models import API_VERSIONS, load_service

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "compatibility.md"
TITLES = {
    "access-analyzer": "Access Analyzer",
    "cloudtrail": "CloudTrail",
    "iam": "IAM",
    "limen": "Limen",
    "organizations": "Organizations",
    "signin": "Sign-in",
    "sts": "STS",
}

INTRODUCTION = f"""# Compatibility

Every operation of AWS's published service models is parsed. One that has no handler yet answers HTTP
{NOT_IMPLEMENTED_STATUS} `NotImplemented` with its name, in the protocol of its service; so does every operation of a
service that is not listed here. None reports a success that did not happen. (AWS's clients treat HTTP 501 as a
temporary failure and retry.)

This file is written by `python -m tools.build_compatibility`; a test compares it with the code.
"""


def render() -> str:
    """The whole document."""
    sections = (_render_service(load_service(name)) for name in sorted(API_VERSIONS))
    return "\n".join((INTRODUCTION, _render_summary(), *sections))


def _render_summary() -> str:
    rows = (_render_count(load_service(name)) for name in sorted(API_VERSIONS))
    return "\n".join(("| Service | API version | Operations | Handled |", "|---|---|---|---|", *rows, ""))


def _render_count(service: Service) -> str:
    handled = sum(find_operation(service.name, name) is not None for name in service)
    return f"| {TITLES[service.name]} | {service.api_version} | {len(list(service))} | {handled} |"


def _render_service(service: Service) -> str:
    rows = _render_rows(service)
    return "\n".join((f"## {TITLES[service.name]}", "", "| Operation | Answer |", "|---|---|", *rows, ""))


def _render_rows(service: Service) -> Iterator[str]:
    for name in sorted(service):
        operation = find_operation(service.name, name)
        if operation is None:
            yield f"| {name} | {NOT_IMPLEMENTED_STATUS} NotImplemented |"
        else:
            yield f"| {name} | handled ({'read' if isinstance(operation, ReadOperation) else 'write'}) |"


def main() -> None:
    """Write the document."""
    DOCUMENT.write_text(render(), encoding="utf-8")
    print(f"wrote {DOCUMENT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
