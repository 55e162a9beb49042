"""Saved sign-ins: listing and ending them."""

from collections.abc import Iterator

from limen.authn.authenticate import get_session_principal
from limen.authn.faults import InvalidClientTokenIdError
from limen.domain.browser_sessions import BrowserSession, HandOver
from limen.domain.principals import Principal
from limen.store.interface import Reader, Transaction


def list_sessions(reader: Reader, account: str, principal_id: str) -> tuple[BrowserSession, ...]:
    """The sign-ins of a user at Limen, oldest first; those at sites are found under them."""
    found = reader.find_by(BrowserSession, "owner", account, principal_id)
    return tuple(sorted((each for each in found if not each.site), key=lambda each: each.created))


def list_site_sessions(reader: Reader, parent: BrowserSession) -> tuple[BrowserSession, ...]:
    """The sessions at sites under a sign-in, oldest first."""
    found = reader.find_by(BrowserSession, "parent", parent.account, parent.id)
    return tuple(sorted(found, key=lambda each: each.created))


def find_federated_principal(reader: Reader, session: BrowserSession) -> Principal | None:
    """The principal whose temporary credentials opened a console; `None` for a user's sign-in, or if it is deleted."""
    if session.assumed is None:
        return None
    try:
        return get_session_principal(reader, session.assumed)
    except InvalidClientTokenIdError:
        return None


def end_session(tx: Transaction, session: BrowserSession) -> None:
    """Remove a session, those at sites under it, and its codes. Sessions at sites count only while it is there."""
    for entity in tuple(_find_dependents(tx, session)):
        tx.delete(entity)
    tx.delete(session)


def _find_dependents(reader: Reader, session: BrowserSession) -> Iterator[BrowserSession | HandOver]:
    yield from reader.find_by(BrowserSession, "parent", session.account, session.id)
    yield from reader.find_by(HandOver, "parent", session.account, session.id)
