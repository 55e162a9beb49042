"""What is answered without a call of an API: pages, files, health, and refusals of hosts and origins."""

import asyncio
from collections.abc import Mapping
from typing import Final

from limen.server import documentation, pages
from limen.server.console_files import ConsoleFiles
from limen.server.hosts import HostList, is_same_origin
from limen.server.operator import Ask, Operator
from limen.server.routes import Route
from limen.wire.http import HTTPRequest, HTTPResponse

SIGN_INS: Final = frozenset({Route.SIGN_IN, Route.CONSOLE_SESSION})
_SIGNED: Final = frozenset({Route.API, Route.API_METHOD_UNKNOWN})
_PAGES: Final = {
    Route.HOME: pages.TO_CONSOLE,
    Route.HEALTH: pages.HEALTHY,
    Route.NOT_FOUND: pages.NOT_FOUND,
    Route.METHOD_NOT_ALLOWED: pages.METHOD_NOT_ALLOWED,
}


class Front:
    """Answers a request before it can become a call, or lets it become one."""

    __slots__ = ("_console", "_examine", "_hosts", "_operator")

    def __init__(self, hosts: HostList, operator: Operator, examine: Ask[Mapping[str, str]]) -> None:
        """Serve `hosts`; `examine` runs a function that waits for the store, for a bounded time."""
        self._hosts = hosts
        self._operator = operator
        self._examine = examine
        self._console = ConsoleFiles()

    async def answer(self, route: Route, request: HTTPRequest) -> HTTPResponse | None:
        """The answer, or `None` for a call, which the pipeline answers."""
        if route is Route.HEALTH:
            return pages.HEALTHY
        if route is Route.READINESS:
            return await self._operator.report_readiness(request, self._examine)
        if route is Route.METRICS:
            return await self._operator.report_metrics(request)
        if route not in _SIGNED and not self._hosts.serves(request):
            return pages.HOST_NOT_SERVED
        if route in _PAGES:
            return _PAGES[route]
        if route is Route.DOCUMENTATION:
            return await asyncio.to_thread(documentation.respond, request)
        if route is Route.CONSOLE:
            return await asyncio.to_thread(self._console.respond, request)
        return pages.OTHER_ORIGIN if route in SIGN_INS and not is_same_origin(request) else None
