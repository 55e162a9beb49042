"""A page whose faults fail the test: violations of the CSP, errors in the browser's console, requests elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

VIOLATIONS = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) =>
  window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample} ${event.sourceFile}`));
"""

# A refused or failed call of the API, which the browser reports as well; the page must say it by itself.
ANSWER = "Failed to load resource: "


class Watch:
    """What went wrong in the pages of one browser context."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self._origin = origin
        self._faults: list[str] = []
        context.add_init_script(VIOLATIONS)
        context.on("request", self._on_request)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self._faults.append(f"uncaught: {error.error}"))

    def faults(self, pages: list[Page]) -> list[str]:
        """All of them, with the violations that the pages saw themselves."""
        seen = [str(violation) for page in pages if not page.is_closed() for violation in page.evaluate("violations")]
        return [*self._faults, *(f"CSP: {violation}" for violation in seen)]

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self._origin}/", "data:")):
            self._faults.append(f"request to another origin: {request.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not self._is_answer(message):
            self._faults.append(f"console {message.type}: {message.text}")

    def _is_answer(self, message: ConsoleMessage) -> bool:
        """Whether it reports an answer of the API; a missing file of the console is a fault."""
        url = message.location.get("url", "").removeprefix(self._origin)
        return message.text.startswith(ANSWER) and not url.startswith(("/console/assets/", "/console/favicon"))


@contextmanager
def watched(context: BrowserContext, origin: str) -> Iterator[Page]:
    """A page of the context; its faults fail the test when it ends."""
    watch = Watch(context, origin)
    page = context.new_page()
    yield page
    assert not (faults := watch.faults(context.pages)), "\n".join(faults)
