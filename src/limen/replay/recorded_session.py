"""The session of a recorded caller, from its own record and the record of the call that created the session.

Session policies and tags are sealed in the session token and nowhere else; the call that created the session passed
them. Tags that are inherited in a chain of roles come from the calls before it.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from limen.authn.authenticate import find_password_time
from limen.domain.iam.tags import Tag
from limen.domain.sessions import Session, SessionKind, SessionPolicy
from limen.operations.sts.session_limits import read_session_policies, read_session_tags
from limen.replay.event import RecordedEvent, read_event
from limen.replay.parameters import restore_call
from limen.signin.sign_in_events import LOGIN, MFA_TIME, RENEWAL
from limen.store.interface import AuditFilter, Store
from limen.wire.service_models import load_service

LONGEST_CHAIN = 100
"""At most this many sessions are followed back to the origin of a tag."""

MOST_CALLS = 1_000_000
"""At most this many calls of one second are searched."""

_ONE_SECOND = timedelta(seconds=1)
_KINDS = {"AssumedRole": SessionKind.ASSUMED_ROLE, "FederatedUser": SessionKind.FEDERATION}
_BY_PASSWORD = frozenset({LOGIN, RENEWAL})


class UnknownMakingError(LookupError):
    """The call that created a session is not in the trail, or its record is incomplete."""


def find_session(store: Store, event: RecordedEvent) -> tuple[Session | None, str]:
    """The session that signed the call, `None` for a long-term key; and what is unknown about it, or an empty text."""
    session = _read_session(event)
    if session is None:
        return None, ""
    try:
        return _complete(store, event, session, LONGEST_CHAIN), ""
    except LookupError as unknown:
        return session, f"the policies and tags of the caller's session: {unknown}"


def _read_session(event: RecordedEvent) -> Session | None:
    """The session as far as the record itself contains it."""
    identity = event.document["userIdentity"]
    found = identity.get("sessionContext")
    if found is None:
        return None
    kind = _KINDS.get(identity["type"], SessionKind.SESSION_TOKEN)
    owner = found["sessionIssuer"] if kind is SessionKind.FEDERATION else identity
    principal_id, _, name = owner["principalId"].partition(":")
    issued = datetime.fromisoformat(found["attributes"]["creationDate"])
    return Session(
        kind=kind,
        account=identity["accountId"],
        principal_id=principal_id,
        access_key_id=identity["accessKeyId"],
        issued=issued,
        expires=issued,  # Not recorded and not needed: the session had not expired.
        name=identity["principalId"].partition(":")[2] if kind is SessionKind.FEDERATION else name,
        source_identity=found.get("sourceIdentity", ""),
        mfa_authenticated=found["attributes"]["mfaAuthenticated"] == "true",
    )


def _complete(store: Store, event: RecordedEvent, session: Session, chain: int) -> Session:
    making = _find_making(store, session)
    if making is None:
        raise UnknownMakingError("the call that created it is not in the audit trail")
    if making.record.event_name in _BY_PASSWORD:
        return _signed_in(store, event, _made_by_sign_in(making, session))
    policies, tags, transitive = _read_limits(store, making, session, chain)
    return replace(session, policies=policies, tags=tags, transitive_tag_keys=transitive)


def _signed_in(store: Store, event: RecordedEvent, session: Session) -> Session:
    """A sign-in that was accepted at the time of the event, and so with the password of that time."""
    reader = store.snapshot(at=event.at) if event.revision is None else store.snapshot(revision=event.revision)
    return replace(session, password_changed=find_password_time(reader, session.account, session.principal_id))


def _made_by_sign_in(making: RecordedEvent, session: Session) -> Session:
    """The session as the sign-in or its renewal created it."""
    found = making.additional.get(MFA_TIME)
    mfa_moment = datetime.fromisoformat(found) if found else None
    return replace(session, kind=SessionKind.SIGN_IN, issued=making.at, mfa_moment=mfa_moment)


def _find_making(store: Store, session: Session) -> RecordedEvent | None:
    """The call that issued the session's credentials."""
    then = AuditFilter(since=session.issued, until=session.issued + _ONE_SECOND)
    signed_in = replace(then, event_source="signin.amazonaws.com", access_key_id=session.access_key_id)
    for record in store.audit_records(signed_in, limit=1):
        return read_event(record)
    made = store.audit_records(replace(then, event_source="sts.amazonaws.com"), limit=MOST_CALLS)
    events = (read_event(record) for record in made if session.access_key_id in record.document)
    return next((event for event in events if event.issued_key_id == session.access_key_id), None)


def _read_limits(
    store: Store, making: RecordedEvent, session: Session, chain: int
) -> tuple[tuple[SessionPolicy, ...] | None, tuple[Tag, ...], tuple[str, ...]]:
    """The session policies and tags that the call passed, with managed policies as they were then."""
    if making.revision is None:
        raise UnknownMakingError("the record of the call that created it has no revision")
    operation = load_service(making.service).get_operation(making.record.event_name)
    parameters = restore_call(making.service, operation, making.parameters).parameters
    reader = store.snapshot(revision=making.revision)
    passed = parameters.get("Policy"), parameters.get("PolicyArns", ())
    policies = read_session_policies(*passed, session.account, reader)
    caller = None if session.kind is SessionKind.FEDERATION else _read_session(making)
    if caller is not None and caller.kind is SessionKind.ASSUMED_ROLE:
        if not chain:
            raise UnknownMakingError(f"it is the end of a chain of more than {LONGEST_CHAIN} roles")
        caller = _complete(store, making, caller, chain - 1)
    return (policies, *read_session_tags(parameters.get("Tags", ()), parameters.get("TransitiveTagKeys", ()), caller))
