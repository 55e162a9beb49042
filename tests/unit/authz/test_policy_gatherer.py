"""Gathering a caller's policies, and that a cached answer never allows more than the present policies (promise P7)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from limen.authn.caller import Caller
from limen.authz.policy_gatherer import PolicyGatherer, gather_policies, parse_stored
from limen.domain.entity import Entity
from limen.domain.iam.account import Account, PasswordPolicy
from limen.domain.iam.roles import Role
from limen.domain.iam.stored_policies import Attachment, InlinePolicy, ManagedPolicy, PolicyVersion
from limen.domain.iam.users import Group, Membership, User
from limen.domain.principals import IAMUser, RoleSession, RootUser
from limen.domain.sessions import SessionKind
from limen.engine.model.policy_set import PolicySet
from limen.errors import AccessDeniedError
from limen.policy import PolicyError
from tests.unit.authz.gate import Gate, allow, federated, new_session, trust
from tests.unit.operations.memory_store import MemoryStore
from tests.unit.operations.world import ACCOUNT, CREATED, NOW, ROOT

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def names(policies: PolicySet) -> list[str]:
    return [policy.name for policy in policies.identity]


def gather(gate: Gate, caller: Caller) -> PolicySet:
    return gather_policies(caller, gate.world.store.latest())


def test_a_user_has_its_own_policies_and_those_of_its_groups(gate: Gate):
    alice = gate.user("alice", allow("s3:*"))
    gate.world.call("AttachUserPolicy", UserName="alice", PolicyArn=READ_ONLY)
    gate.world.call("CreateGroup", GroupName="staff")
    gate.world.call("PutGroupPolicy", GroupName="staff", PolicyName="groups", PolicyDocument=allow("ec2:*"))
    assert names(gather(gate, alice)) == ["only", "ReadOnlyAccess"]
    gate.world.call("AddUserToGroup", GroupName="staff", UserName="alice")
    policies = gather(gate, alice)
    assert names(policies) == ["only", "ReadOnlyAccess", "groups"]
    assert [policy.arn for policy in policies.identity] == ["", READ_ONLY, ""]
    assert policies.permissions_boundary is None
    assert policies.session is None


def test_an_absent_limit_does_not_limit_and_an_empty_one_allows_nothing(gate: Gate):
    alice = gate.user("alice", PermissionsBoundary=READ_ONLY)
    boundary = gather(gate, alice).permissions_boundary
    assert boundary is not None
    assert [policy.arn for policy in boundary] == [READ_ONLY]
    session = replace(alice, session=new_session(SessionKind.SESSION_TOKEN, alice.principal.user_id or "", policies=()))
    assert gather(gate, session).session == ()
    ghost = Caller(IAMUser(ACCOUNT, "ghost", "/", "AIDAGHOST"))
    assert (gather(gate, ghost).identity, gather(gate, ghost).permissions_boundary) == ((), ())
    assert gather(gate, ROOT).permissions_boundary is None


def test_a_session_has_the_roles_policies_and_its_own_limit(gate: Gate):
    role = gate.role("worker", trust(ACCOUNT), allow("s3:*"))
    policies = gather(gate, gate.session(role, allow("ec2:*")))
    assert names(policies) == ["only"]
    assert policies.session is not None
    assert [policy.name for policy in policies.session] == ["session policy"]


def test_a_federated_user_has_its_issuers_policies(gate: Gate):
    alice = gate.user("alice", allow("s3:*"), PermissionsBoundary=READ_ONLY)
    policies = gather(gate, federated(alice))
    assert names(policies) == ["only"]
    assert policies.permissions_boundary is not None
    assert policies.session is None


def test_sessions_with_the_same_limits_share_what_was_gathered(gate: Gate):
    role, gatherer, reader = (
        gate.role("worker", trust(ACCOUNT), allow("s3:*")),
        PolicyGatherer(),
        gate.world.store.latest,
    )
    first = gatherer.gather(gate.session(role, access_key_id="ASIA1"), reader())
    assert gatherer.gather(gate.session(role, access_key_id="ASIA2"), reader()) is first
    limited = gatherer.gather(gate.session(role, allow("ec2:*"), access_key_id="ASIA2"), reader())
    assert limited.session is not None
    assert gatherer.gather(gate.session(role, allow("sqs:*")), reader()) is not limited
    assert len(gatherer) == 3


def test_a_write_elsewhere_keeps_what_was_compiled(gate: Gate):
    alice, gatherer = gate.user("alice", allow("s3:*")), PolicyGatherer()
    before = gatherer.gather(alice, gate.world.store.latest())
    gate.user("bob", allow("*"))
    assert gatherer.gather(alice, gate.world.store.latest()) is before
    gate.world.call("DeleteUserPolicy", UserName="alice", PolicyName="only")
    assert gatherer.gather(alice, gate.world.store.latest()).identity == ()


def test_the_memory_is_bounded_and_forgets_the_oldest(gate: Gate):
    gatherer, reader = PolicyGatherer(capacity=3), gate.world.store.latest()
    callers = [Caller(RootUser(f"{number:012}")) for number in range(5)]
    sets = [gatherer.gather(caller, reader) for caller in callers]
    assert len(gatherer) == 3
    assert [gatherer.gather(caller, reader) is known for caller, known in zip(callers[2:], sets[2:], strict=True)] == [
        True,
        True,
        True,
    ]
    assert gatherer.gather(callers[0], reader) is not sets[0]


def test_many_threads_share_a_gatherer(gate: Gate):
    gatherer, reader = PolicyGatherer(capacity=4), gate.world.store.latest()
    callers = [Caller(RootUser(f"{number:012}")) for number in range(32)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda caller: gatherer.gather(caller, reader).identity, callers * 20))
    assert found == [()] * 640
    assert len(gatherer) == 4


def test_a_document_is_parsed_once_for_all_who_have_it():
    text = allow("s3:*", Resource="arn:aws:s3:::bucket")
    assert parse_stored(text) is parse_stored(str(text.encode(), "utf-8"))


# --- never stale ----------------------------------------------------------------------------------------------------

USER = User(ACCOUNT, "AIDAALICE", "alice", "/", CREATED)
ROLE = Role(ACCOUNT, "AROAWORKER", "worker", "/", CREATED, trust(ACCOUNT))
GROUP = Group(ACCOUNT, "AGPASTAFF", "staff", "/", CREATED)
POLICY = ManagedPolicy(
    ACCOUNT,
    "ANPALIMIT",
    "limit",
    "/",
    CREATED,
    CREATED,
    (PolicyVersion("v1", allow("s3:*"), CREATED), PolicyVersion("v2", allow("ec2:*"), CREATED)),
    "v1",
)
OWNERS = st.sampled_from([USER.id, ROLE.id, GROUP.id])
ARNS = st.sampled_from([POLICY.arn, READ_ONLY, "arn:aws:iam::aws:policy/NotThere"])
PRINCIPALS = (
    Caller(IAMUser(ACCOUNT, "alice", "/", USER.id)),
    Caller(RoleSession(ACCOUNT, "worker", "shift", role_id=ROLE.id)),
    federated(Caller(IAMUser(ACCOUNT, "alice", "/", USER.id)), allow("s3:*")),
    ROOT,
)


class NeverStale(RuleBasedStateMachine):
    """After any changes in any order, a gatherer's cached answer is the true one at every revision."""

    def __init__(self) -> None:
        super().__init__()
        self.store = MemoryStore(Account(ACCOUNT, CREATED), USER, ROLE, GROUP, POLICY)
        self.gatherer = PolicyGatherer(capacity=3)

    def write(self, *, put: Entity | None = None, delete: Entity | None = None) -> None:
        with self.store.begin(now=NOW) as tx:
            if put is not None:
                tx.put(put)
            if delete is not None and tx.find(type(delete), delete.account, delete.key) is not None:
                tx.delete(delete)
            tx.commit(None)

    @rule(owner=OWNERS, arn=ARNS)
    def attach(self, owner: str, arn: str) -> None:
        self.write(put=Attachment(ACCOUNT, owner, arn))

    @rule(owner=OWNERS, arn=ARNS)
    def detach(self, owner: str, arn: str) -> None:
        self.write(delete=Attachment(ACCOUNT, owner, arn))

    @rule(owner=OWNERS, text=st.sampled_from([allow("s3:*"), allow("sqs:*"), "{"]))
    def put_inline(self, owner: str, text: str) -> None:
        self.write(put=InlinePolicy(ACCOUNT, owner, "inline", text))

    @rule(owner=OWNERS)
    def delete_inline(self, owner: str) -> None:
        self.write(delete=InlinePolicy(ACCOUNT, owner, "inline", ""))

    @rule(is_member=st.booleans())
    def move(self, *, is_member: bool) -> None:
        membership = Membership(ACCOUNT, USER.id, GROUP.id)
        self.write(put=membership if is_member else None, delete=None if is_member else membership)

    @rule(version=st.sampled_from(["v1", "v2"]))
    def set_default_version(self, version: str) -> None:
        self.write(put=replace(POLICY, default_version_id=version))

    @rule(entity=st.sampled_from([USER, ROLE]), arn=st.sampled_from(["", POLICY.arn, READ_ONLY]))
    def set_boundary(self, entity: User | Role, arn: str) -> None:
        self.write(put=replace(entity, boundary_arn=arn))

    @rule(entity=st.sampled_from([USER, ROLE, GROUP, POLICY]))
    def remove(self, entity: Entity) -> None:
        self.write(delete=entity)

    @rule(allows=st.booleans())
    def set_password_policy(self, *, allows: bool) -> None:
        self.write(put=PasswordPolicy(ACCOUNT, allows_change_by_user=allows))

    @invariant()
    def what_is_remembered_is_so(self) -> None:
        reader = self.store.latest()
        for caller in PRINCIPALS:
            assert outcome(self.gatherer.gather, caller, reader) == outcome(gather_policies, caller, reader)
        assert len(self.gatherer) <= 3


def outcome(function: Any, caller: Caller, reader: Any) -> Any:
    """The layers, or what makes them unreadable."""
    try:
        policies = function(caller, reader)
    except (AccessDeniedError, PolicyError) as error:
        return str(error)
    return policies.levels


TestNeverStale = NeverStale.TestCase
