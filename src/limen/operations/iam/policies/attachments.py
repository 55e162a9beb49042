"""Attaching managed policies to users, groups and roles (spec api 2.5, 2.6): Attach, Detach and ListAttached."""

from limen.authz.call import AuthorizedCall
from limen.domain.iam.stored_policies import Attachment
from limen.domain.principals import SERVICE_LINKED_PATH
from limen.operations.environment import Environment
from limen.operations.iam.faults import NoSuchEntityError, PolicyNotAttachableError
from limen.operations.iam.lookup import find_policy, get_attachable_policy, parse_policy_arn
from limen.operations.iam.names import has_path_prefix
from limen.operations.iam.policies.managed import policy_sort_key
from limen.operations.iam.policies.owners import OWNER_KINDS, OwnerKind
from limen.operations.iam.quotas import require_within
from limen.operations.paging import paginate
from limen.operations.registry import OperationTable, Output
from limen.store.interface import Reader, Transaction

table = OperationTable("iam")


def _attach(kind: OwnerKind, call: AuthorizedCall, tx: Transaction) -> Output:
    """Attaching twice succeeds and changes nothing."""
    arn = call.parameters["PolicyArn"]
    parse_policy_arn(arn)
    owner = kind.get_modifiable(call, tx)
    policy = get_attachable_policy(tx, call.account, arn)
    if policy.path.startswith(SERVICE_LINKED_PATH):
        raise PolicyNotAttachableError(f"Cannot attach a Service Role Policy to a Customer {kind.title}.")
    attachment = Attachment(owner.account, owner.id, policy.arn)
    if tx.find(Attachment, owner.account, attachment.key) is None:
        attached = len(tx.find_by(Attachment, "owner", owner.account, owner.id))
        require_within(kind.attached_quota, kind.attached_limit, wanted=attached + 1)
        tx.put(attachment)
    return {}


def _detach(kind: OwnerKind, call: AuthorizedCall, tx: Transaction) -> Output:
    arn = call.parameters["PolicyArn"]
    parse_policy_arn(arn)
    owner = kind.get_modifiable(call, tx)
    attachment = tx.find(Attachment, owner.account, Attachment(owner.account, owner.id, arn).key)
    if attachment is None:
        raise NoSuchEntityError(f"Policy {arn} was not found.")
    tx.delete(attachment)
    return {}


def _list(kind: OwnerKind, call: AuthorizedCall, reader: Reader) -> Output:
    owner = kind.get(call, reader)
    attached = reader.find_by(Attachment, "owner", owner.account, owner.id)
    policies = (find_policy(reader, owner.account, attachment.policy_arn) for attachment in attached)
    shown = [policy for policy in policies if policy is not None and has_path_prefix(call.parameters, policy.path)]
    return paginate(call, shown, policy_sort_key).output(
        "AttachedPolicies", lambda policy: {"PolicyName": policy.name, "PolicyArn": policy.arn}
    )


def _register(kind: OwnerKind) -> None:
    @table.write(f"Attach{kind.title}Policy")
    def attach(call: AuthorizedCall, tx: Transaction, environment: Environment) -> Output:
        return _attach(kind, call, tx)

    @table.write(f"Detach{kind.title}Policy")
    def detach(call: AuthorizedCall, tx: Transaction, environment: Environment) -> Output:
        return _detach(kind, call, tx)

    @table.read(f"ListAttached{kind.title}Policies")
    def list_attached(call: AuthorizedCall, reader: Reader, environment: Environment) -> Output:
        return _list(kind, call, reader)


for _kind in OWNER_KINDS:
    _register(_kind)
