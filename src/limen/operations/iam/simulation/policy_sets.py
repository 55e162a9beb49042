"""The policies of the user, group or role that a simulation is about, as the simulator names them (spec policy 7.2).

A managed policy is identified by its name, an inline one by `user_Bob_inline`, `group_...` or `role_...`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from limen.authz.entities import find_by_arn, find_policy_document
from limen.authz.policy_gatherer import parse_stored
from limen.domain.arn import ARNError, parse_arn
from limen.domain.iam.roles import Role
from limen.domain.iam.stored_policies import Attachment, InlinePolicy
from limen.domain.iam.users import Group, Membership, User
from limen.engine import NamedPolicy
from limen.operations.iam.faults import InvalidInputError, NoSuchEntityError, PolicyEvaluationError
from limen.policy import PolicyError
from limen.store.interface import Reader

Source = User | Group | Role

_KINDS: dict[str, type[User] | type[Group] | type[Role]] = {"user": User, "group": Group, "role": Role}


@dataclass(frozen=True, slots=True)
class AttachedPolicy:
    """One of the entity's policies; an inline policy has no `arn`, and `owner` is the kind and name of its entity."""

    policy: NamedPolicy
    arn: str = ""
    inline_name: str = ""
    owner: tuple[str, str] = ("", "")


def parse_entity_arn(text: str) -> tuple[str, str, str]:
    """Account, kind and path with name in a user's, group's or role's ARN; raises `InvalidInputError` for any other."""
    try:
        arn = parse_arn(text)
    except ARNError:
        raise _unclear(text) from None
    kind, _, name = arn.resource.partition("/")
    if arn.service != "iam" or not arn.account or kind not in _KINDS or not name or name.endswith("/"):
        raise _unclear(text)
    return arn.account, kind, f"/{name}"


def get_source(reader: Reader, account: str, arn: str) -> Source:
    """The user, group or role of the account; raises `InvalidInputError` or `NoSuchEntityError`."""
    owner, kind, name = parse_entity_arn(arn)
    if owner != account:
        text = f"caller's account {account} does not have access to policies in account {owner}"
        raise InvalidInputError(f"Invalid Policy Source Arn: {text}")
    entity = find_by_arn(reader, arn)
    if not isinstance(entity, User | Group | Role):
        raise NoSuchEntityError(f"The {kind} with name {name.rpartition('/')[2]} cannot be found.")
    return entity


def attached_policies(reader: Reader, source: Source) -> Iterator[AttachedPolicy]:
    """The entity's identity policies, for a user including those of its groups."""
    yield from _owned(reader, source)
    if isinstance(source, User):
        for membership in reader.find_by(Membership, "user", source.account, source.id):
            group = reader.find(Group, source.account, membership.group_id)
            if group is not None:
                yield from _owned(reader, group)


def boundary_policy(reader: Reader, source: Source) -> NamedPolicy | None:
    """The entity's permissions boundary, if it has one; groups never do."""
    arn = "" if isinstance(source, Group) else source.boundary_arn
    return _managed(reader, source.account, arn) if arn else None


def _unclear(text: str) -> InvalidInputError:
    return InvalidInputError(f"Invalid Entity Arn: {text} does not clearly define entity type and name.")


def _owned(reader: Reader, owner: Source) -> Iterator[AttachedPolicy]:
    kind = next(kind for kind, type_ in _KINDS.items() if isinstance(owner, type_))
    for inline in reader.find_by(InlinePolicy, "owner", owner.account, owner.id):
        policy = _read(f"{kind}_{owner.name}_{inline.name}", inline.document)
        yield AttachedPolicy(policy, inline_name=inline.name, owner=(kind, owner.name))
    for attachment in reader.find_by(Attachment, "owner", owner.account, owner.id):
        yield AttachedPolicy(_managed(reader, owner.account, attachment.policy_arn), arn=attachment.policy_arn)


def _managed(reader: Reader, account: str, arn: str) -> NamedPolicy:
    text = find_policy_document(reader, account, arn)
    if text is None:
        raise PolicyEvaluationError(f"Policy {arn} cannot be read.")
    return _read(arn.rpartition("/")[2], text, arn)


def _read(name: str, text: str, arn: str = "") -> NamedPolicy:
    try:
        return NamedPolicy(name, parse_stored(text), arn)
    except PolicyError as error:
        raise PolicyEvaluationError(f"Policy {name} cannot be read: {error.message}") from error
