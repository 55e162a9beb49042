"""The log on standard error: text for people or JSON for programs, and one line for each request at level `info`.

A line never has the query string, a header or a body, because these carry secrets. What comes from a client cannot
break a line or reach a terminal as an escape sequence.
"""

import json
import logging
import os
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Final, TextIO

from limen.audit.record import SOURCE_SUFFIX
from limen.domain.events import AuditRecord
from limen.wire.http import REQUEST_ID_HEADER, HTTPRequest, HTTPResponse

NOTHING: Final = "-"
LONGEST_PATH: Final = 1024
"""Characters; a head may have 65,536."""

_ID_HEADERS: Final = frozenset({REQUEST_ID_HEADER.lower(), "x-limen-request-id"})
"""Of the API and the sign-in service, and of the gate."""

_RED, _YELLOW, _PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[0m"

_log = logging.getLogger("limen.requests")


@dataclass(frozen=True, slots=True)
class RequestLine:
    """The logged facts about one request; `caller` is the ARN of a caller whose identity was proved, otherwise `-`."""

    request_id: str
    method: str
    path: str
    service: str
    operation: str
    caller: str
    source: str
    status: int
    duration_ms: float
    bytes: int

    def __str__(self) -> str:
        """The line for people."""
        call = self.operation if self.service == NOTHING else f"{self.service}:{self.operation}"
        return (
            f"{self.source} {self.caller} {self.method} {self.path} {call} "
            f"{self.status} {self.duration_ms}ms {self.bytes}B {self.request_id}"
        )


class JSONFormatter(logging.Formatter):
    """An object on a line. All characters beyond ASCII, and control characters, are escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """Render a record; a request's line has a member for each of its parts."""
        about: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if isinstance(record.msg, RequestLine):
            about |= asdict(record.msg)
        else:
            about["message"] = record.getMessage()
        if record.exc_info:
            about["exception"] = self.formatException(record.exc_info)
        return json.dumps(about)


class TextFormatter(logging.Formatter):
    """A line of text, with the level in color on a terminal."""

    def __init__(self, *, is_colored: bool) -> None:
        """Use the form that the log has always had."""
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._is_colored = is_colored

    def format(self, record: logging.LogRecord) -> str:
        """Render a record."""
        text = super().format(record)
        color = _find_color(record) if self._is_colored else ""
        return text.replace(record.levelname, f"{color}{record.levelname}{_PLAIN}", 1) if color else text


def set_up_logging(level: str, form: str, stream: TextIO | None = None) -> None:
    """Log to `stream`, by default standard error, from `level` on, as `text` or `json`."""
    stream = stream or sys.stderr
    is_colored = stream.isatty() and not os.environ.get("NO_COLOR")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JSONFormatter() if form == "json" else TextFormatter(is_colored=is_colored))
    logging.basicConfig(level=level.upper(), handlers=[handler])


def is_logging_requests() -> bool:
    """Whether requests are logged at all; asked once, so that nothing is prepared for a line that nobody reads."""
    return _log.isEnabledFor(logging.INFO)


def log_request(
    request: HTTPRequest, response: HTTPResponse, record: AuditRecord | None, part: str, seconds: float
) -> None:
    """Log one request. `part` names what answered a request that was not a call with a record of its own."""
    _log.info(
        RequestLine(
            request_id=record.request_id if record is not None else _find_request_id(response),
            method=request.method,
            path=_show(request.raw_path),
            service=record.event_source.removesuffix(SOURCE_SUFFIX) if record is not None else NOTHING,
            operation=record.event_name if record is not None else part,
            caller=_show(record.principal_arn) if record is not None and record.principal_arn else NOTHING,
            source=request.peer or NOTHING,
            status=response.status,
            duration_ms=round(seconds * 1000, 1),
            bytes=len(response.body),
        )
    )


def _find_color(record: logging.LogRecord) -> str:
    if isinstance(record.msg, RequestLine):
        is_failure, is_refusal = record.msg.status >= 500, record.msg.status >= 400
    else:
        is_failure, is_refusal = record.levelno >= logging.ERROR, record.levelno >= logging.WARNING
    return _RED if is_failure else _YELLOW if is_refusal else ""


def _find_request_id(response: HTTPResponse) -> str:
    return next((value for name, value in response.headers if name.lower() in _ID_HEADERS), NOTHING)


def _show(text: str) -> str:
    """The text up to the limit, without unprintable characters."""
    shown = text[:LONGEST_PATH]
    return shown if shown.isprintable() else "".join(each if each.isprintable() else "?" for each in shown)
