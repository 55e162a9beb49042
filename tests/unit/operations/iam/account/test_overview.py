import pytest

from limen.authn.caller import Caller
from limen.domain.principals import RootUser
from limen.errors import ValidationError
from limen.operations.iam.faults import EntityAlreadyExistsError, NoSuchEntityError
from tests.unit.operations.world import OTHER_ACCOUNT, World

OUTSIDER = Caller(RootUser(OTHER_ACCOUNT))
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
SUMMARY_KEYS = {
    "GroupPolicySizeQuota",
    "InstanceProfilesQuota",
    "Policies",
    "GroupsPerUserQuota",
    "InstanceProfiles",
    "AttachedPoliciesPerUserQuota",
    "Users",
    "PoliciesQuota",
    "Providers",
    "AccountMFAEnabled",
    "AccessKeysPerUserQuota",
    "AssumeRolePolicySizeQuota",
    "PolicyVersionsInUseQuota",
    "GlobalEndpointTokenVersion",
    "VersionsPerPolicyQuota",
    "AttachedPoliciesPerGroupQuota",
    "PolicySizeQuota",
    "Groups",
    "AccountSigningCertificatesPresent",
    "UsersQuota",
    "ServerCertificatesQuota",
    "MFADevices",
    "UserPolicySizeQuota",
    "PolicyVersionsInUse",
    "ServerCertificates",
    "Roles",
    "RolesQuota",
    "SigningCertificatesPerUserQuota",
    "MFADevicesInUse",
    "RolePolicySizeQuota",
    "AttachedPoliciesPerRoleQuota",
    "AccountAccessKeysPresent",
    "AccountPasswordPresent",
    "GroupsQuota",
}


def test_an_account_has_one_alias_and_a_new_one_replaces_it(world: World):
    assert world.call("ListAccountAliases") == {"AccountAliases": [], "IsTruncated": False}
    world.call("CreateAccountAlias", AccountAlias="first")
    assert world.call("CreateAccountAlias", AccountAlias="second") == {}
    assert world.call("ListAccountAliases")["AccountAliases"] == ["second"]
    assert world.store.latest().find_account_by_alias("first") is None


def test_an_alias_is_unique_across_accounts(world: World):
    world.call("CreateAccountAlias", AccountAlias="taken")
    with pytest.raises(EntityAlreadyExistsError, match=r"^The account alias taken already exists\.$"):
        world.call("CreateAccountAlias", caller=OUTSIDER, AccountAlias="taken")
    world.call("DeleteAccountAlias", AccountAlias="taken")
    world.call("CreateAccountAlias", caller=OUTSIDER, AccountAlias="taken")


def test_an_alias_does_not_look_like_an_account_id(world: World):
    with pytest.raises(ValidationError):
        world.call("CreateAccountAlias", AccountAlias="123456789012")


def test_only_the_present_alias_can_be_deleted(world: World):
    world.call("CreateAccountAlias", AccountAlias="mine")
    for caller, alias in ((None, "other"), (OUTSIDER, "mine")):
        with pytest.raises(NoSuchEntityError):
            world.call("DeleteAccountAlias", caller=caller, AccountAlias=alias)
    assert world.call("DeleteAccountAlias", AccountAlias="mine") == {}
    assert world.call("ListAccountAliases")["AccountAliases"] == []


def test_the_summary_has_the_34_recorded_keys(world: World):
    summary = world.call("GetAccountSummary")["SummaryMap"]
    assert len(SUMMARY_KEYS) == 34
    assert set(summary) == SUMMARY_KEYS
    assert all(isinstance(value, int) and not isinstance(value, bool) for value in summary.values())
    assert (summary["UsersQuota"], summary["GroupsQuota"], summary["AccessKeysPerUserQuota"]) == (5000, 300, 2)


def test_the_summary_counts(world: World):
    world.user("alice", PermissionsBoundary=READ_ONLY)
    world.user("bob")
    world.call("CreateGroup", GroupName="staff")
    for name in ("alice", "bob"):
        world.call("AttachUserPolicy", UserName=name, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    world.call("CreateAccessKey")
    world.call("CreateInstanceProfile", InstanceProfileName="box")
    summary = world.call("GetAccountSummary")["SummaryMap"]
    assert (summary["Users"], summary["Groups"], summary["Roles"], summary["InstanceProfiles"]) == (2, 1, 0, 1)
    assert summary["PolicyVersionsInUse"] == 2
    assert (summary["AccountAccessKeysPresent"], summary["AccountPasswordPresent"]) == (1, 0)
    other = world.call("GetAccountSummary", caller=OUTSIDER)["SummaryMap"]
    assert (other["Users"], other["AccountAccessKeysPresent"]) == (0, 0)
