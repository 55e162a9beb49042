"""Inline policies of users, groups and roles: Put, Get, Delete and List, one implementation for the three kinds.

Names are compared without regard to case: a Put in another casing replaces the document and keeps the first spelling in
listings, Get echoes the spelling that was asked for (spec api 2.2).
"""

from dataclasses import replace

from limen.authz.call import AuthorizedCall
from limen.domain.iam.stored_policies import InlinePolicy
from limen.operations.environment import Environment
from limen.operations.iam.faults import NoSuchEntityError
from limen.operations.iam.policies.documents import check_inline
from limen.operations.iam.policies.owners import OWNER_KINDS, Owner, OwnerKind
from limen.operations.paging import paginate
from limen.operations.registry import OperationTable, Output
from limen.store.interface import Reader, Transaction

table = OperationTable("iam")


def _put(kind: OwnerKind, call: AuthorizedCall, tx: Transaction) -> Output:
    owner = kind.get_modifiable(call, tx)
    name, text = call.parameters["PolicyName"], call.parameters["PolicyDocument"]
    present = tx.find_by(InlinePolicy, "owner", owner.account, owner.id)
    policy = InlinePolicy(owner.account, owner.id, name, text)
    old = next((other for other in present if other.key == policy.key), None)
    check_inline(text, kind.word, owner.name, (other for other in present if other is not old))
    tx.put(policy if old is None else replace(old, document=text))
    return {}


def _get(kind: OwnerKind, call: AuthorizedCall, reader: Reader) -> Output:
    owner = kind.get(call, reader)
    policy = _get_policy(kind, owner, call, reader)
    return {kind.parameter: owner.name, "PolicyName": call.parameters["PolicyName"], "PolicyDocument": policy.document}


def _delete(kind: OwnerKind, call: AuthorizedCall, tx: Transaction) -> Output:
    owner = kind.get_modifiable(call, tx)
    tx.delete(_get_policy(kind, owner, call, tx))
    return {}


def _list(kind: OwnerKind, call: AuthorizedCall, reader: Reader) -> Output:
    owner = kind.get(call, reader)
    policies = reader.find_by(InlinePolicy, "owner", owner.account, owner.id)
    return paginate(call, policies, lambda policy: policy.key).output("PolicyNames", lambda policy: policy.name)


def _get_policy(kind: OwnerKind, owner: Owner, call: AuthorizedCall, reader: Reader) -> InlinePolicy:
    name = call.parameters["PolicyName"]
    policy = reader.find(InlinePolicy, owner.account, InlinePolicy(owner.account, owner.id, name, "").key)
    if policy is None:
        raise NoSuchEntityError(f"The {kind.word} policy with name {name} cannot be found.")
    return policy


def _register(kind: OwnerKind) -> None:
    @table.write(f"Put{kind.title}Policy")
    def put(call: AuthorizedCall, tx: Transaction, environment: Environment) -> Output:
        return _put(kind, call, tx)

    @table.read(f"Get{kind.title}Policy")
    def get(call: AuthorizedCall, reader: Reader, environment: Environment) -> Output:
        return _get(kind, call, reader)

    @table.write(f"Delete{kind.title}Policy")
    def delete(call: AuthorizedCall, tx: Transaction, environment: Environment) -> Output:
        return _delete(kind, call, tx)

    @table.read(f"List{kind.title}Policies")
    def list_names(call: AuthorizedCall, reader: Reader, environment: Environment) -> Output:
        return _list(kind, call, reader)


for _kind in OWNER_KINDS:
    _register(_kind)
