"""Policy text to the document that evaluators read (semantics L1 to L7), by the rules that all kinds share.

The further rules of a kind (its elements, forms of ARNs, unique Sids) apply at put time: `policy.validate.run`.
"""

from collections.abc import Mapping
from itertools import chain
from reprlib import repr as shorten

from limen.policy.errors import PolicySyntaxError
from limen.policy.syntax.document import Effect, PolicyDocument, PrincipalElement, Statement, Version
from limen.policy.syntax.grammar import PolicyDraft, PrincipalDraft, StatementDraft, read_draft

EVERYONE = "*"


def parse_policy(text: str) -> PolicyDocument:
    """Parse a policy of any kind; raises `PolicySyntaxError`. One without statements allows nothing (semantics L1)."""
    return settle_draft(read_draft(text))


def settle_draft(draft: PolicyDraft) -> PolicyDocument:
    """Turn a draft into a document; raises `PolicySyntaxError` if an element is missing, empty or out of its set."""
    return PolicyDocument(
        version=draft.version or Version.V2008,
        statements=tuple(_statement(statement) for statement in draft.statements),
        text=draft.text,
        id=draft.id,
    )


def _statement(draft: StatementDraft) -> Statement:
    if not draft.all_actions:
        raise PolicySyntaxError("a statement must contain actions", draft.start)
    if not draft.all_resources and (draft.resources, draft.not_resources) != (None, None):
        raise PolicySyntaxError("a list of resources must not be empty", draft.start)
    return Statement(
        index=draft.index,
        effect=_effect(draft),
        start=draft.start,
        end=draft.end,
        sid=draft.sid,
        principal=_principal(draft, draft.principal),
        not_principal=_principal(draft, draft.not_principal),
        actions=draft.actions,
        not_actions=draft.not_actions,
        resources=draft.resources,
        not_resources=draft.not_resources,
        conditions=draft.conditions,
    )


def _effect(draft: StatementDraft) -> Effect:
    if draft.effect not in tuple(Effect):
        raise PolicySyntaxError("Effect must be Allow or Deny", draft.start)
    return Effect(draft.effect)


def _principal(draft: StatementDraft, found: PrincipalDraft | None) -> PrincipalElement | None:
    if isinstance(found, str):
        if found != EVERYONE:
            raise PolicySyntaxError('a principal that is a string must be "*"', draft.start)
        return PrincipalElement(everyone=True)
    if found is None:
        return None
    if not found or not all(found.values()):
        raise PolicySyntaxError("a principal must not be empty", draft.start)
    _check_wildcards(draft, found)
    return PrincipalElement(
        aws=found.get("AWS", ()),
        federated=found.get("Federated", ()),
        service=found.get("Service", ()),
        canonical_user=found.get("CanonicalUser", ()),
    )


def _check_wildcards(draft: StatementDraft, found: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse a wildcard inside an entry: it would match nobody, and so disable a Deny (semantics L5)."""
    for entry in chain.from_iterable(found.values()):
        if entry != EVERYONE and ("*" in entry or "?" in entry):
            raise PolicySyntaxError(f"a wildcard inside the principal {shorten(entry)}", draft.start)
