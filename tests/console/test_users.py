"""Users in the browser; every outcome is checked against the server by boto3."""

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.console.authenticator import Authenticator
from tests.console.seed import PASSWORD, look_policy, seed


@pytest.fixture(scope="module")
def seeded(server):
    return seed(server.client("iam"), server.account, "u-")


def test_a_user_with_everything_is_deleted_with_all_of_it(admin, iam, server, seeded):
    iam.create_user(UserName="leaver")
    iam.create_login_profile(UserName="leaver", Password=PASSWORD)
    iam.create_access_key(UserName="leaver")
    iam.add_user_to_group(GroupName="u-friends", UserName="leaver")
    iam.put_user_policy(UserName="leaver", PolicyName="own", PolicyDocument=look_policy(server.account))
    iam.attach_user_policy(UserName="leaver", PolicyArn=seeded)
    admin.visit("/users?q=leaver")
    admin.choose_row("leaver")
    admin.press("Delete")
    admin.shows("DeleteLoginProfile (1)")
    expect(admin.dialog.get_by_test_id("confirm")).to_be_disabled()
    admin.confirm("leaver")
    admin.shows("The user leaver was deleted")
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_user(UserName="leaver")


def test_a_wrong_name_is_pointed_out_before_anything_is_sent(admin, iam):
    admin.visit("/users/create")
    admin.fill("User name", "no spaces")
    admin.press("Next")
    admin.shows("A name may contain")
    admin.fill("User name", "u-" + "x" * 63)
    admin.shows("this one has 65")


def test_tags_are_added_changed_and_removed(admin, iam, seeded):
    iam.create_user(UserName="tagged", Tags=[{"Key": "old", "Value": "1"}, {"Key": "kept", "Value": "2"}])
    admin.visit("/users/details/tagged?tab=tags")
    admin.press("Manage tags")
    dialog = admin.dialog
    dialog.get_by_role("button", name="Remove kept", exact=True).first.click()
    dialog.get_by_role("button", name="Add new tag").click()
    dialog.get_by_role("combobox", name="Key").last.fill("größe")
    dialog.get_by_role("combobox", name="Value").last.fill("a b+c/ü")
    dialog.get_by_role("combobox", name="Value").first.fill("one")
    admin.confirm()
    admin.shows("The tags were changed")
    tags = {tag["Key"]: tag["Value"] for tag in iam.list_user_tags(UserName="tagged")["Tags"]}
    assert tags == {"old": "one", "größe": "a b+c/ü"}


def test_groups_are_joined_and_left(admin, iam, seeded):
    iam.create_user(UserName="joiner")
    admin.visit("/users/details/joiner?tab=groups")
    admin.press("Add to groups")
    admin.dialog.get_by_role("button", name="Groups").click()
    admin.page.get_by_role("option", name="u-friends").click()
    admin.page.keyboard.press("Escape")
    admin.confirm()
    expect(admin.row("u-friends").first).to_be_visible()
    assert [g["GroupName"] for g in iam.list_groups_for_user(UserName="joiner")["Groups"]] == ["u-friends"]
    admin.choose_row("u-friends")
    admin.press("Remove")
    admin.confirm()
    admin.shows("joiner was removed from u-friends")
    assert not iam.list_groups_for_user(UserName="joiner")["Groups"]


def test_policies_are_attached_and_removed(admin, iam, seeded):
    iam.create_user(UserName="holder")
    admin.visit("/users/details/holder/attach")
    admin.page.get_by_role("searchbox", name="Find policies").fill("u-look")
    admin.page.get_by_role("checkbox", name="Select u-look").check(force=True)
    admin.press("Attach policies")
    admin.shows("1 policy was attached to holder")
    assert iam.list_attached_user_policies(UserName="holder")["AttachedPolicies"][0]["PolicyArn"] == seeded
    admin.choose_row("u-look")
    admin.press("Remove")
    admin.confirm()
    admin.shows("Removed from holder: u-look")
    assert not iam.list_attached_user_policies(UserName="holder")["AttachedPolicies"]


def test_what_a_group_gives_is_shown_and_removed_at_the_group_only(admin, seeded):
    admin.visit("/users/details/u-friend")
    expect(admin.row("Group u-friends").first).to_be_visible()
    admin.choose_row("Group u-friends")
    expect(admin.page.get_by_role("button", name="Remove", exact=True)).to_be_disabled()


def test_an_inline_policy_is_written_and_changed(admin, iam, server):
    iam.create_user(UserName="inline")
    admin.visit("/users/details/inline/inline")
    admin.fill("Policy name", "mine")
    admin.write_document("{ not json")
    admin.shows("Not JSON")
    expect(admin.page.get_by_role("button", name="Save policy")).to_be_disabled()
    admin.write_document(look_policy(server.account))
    admin.press("Save policy")
    admin.shows("The inline policy mine of inline was saved")
    document = iam.get_user_policy(UserName="inline", PolicyName="mine")["PolicyDocument"]
    assert document["Statement"][0]["Sid"] == "Look"


def test_a_refused_document_keeps_the_text_and_says_why(admin, iam):
    iam.create_user(UserName="wrong")
    admin.visit("/users/details/wrong/inline")
    admin.fill("Policy name", "broken")
    admin.write_document('{"Version": "2012-10-17", "Statement": [{"Effect": "Perhaps"}]}')
    admin.press("Save policy")
    admin.shows("Malformed policy document")
    expect(admin.page.get_by_role("textbox", name="Policy document")).to_contain_text("Perhaps")


def test_a_boundary_is_set_and_removed(admin, iam, seeded):
    iam.create_user(UserName="bounded")
    admin.visit("/users/details/bounded")
    admin.press("Set boundary")
    admin.page.get_by_role("searchbox", name="Find policies").fill("u-look")
    admin.page.get_by_role("radio", name="Select u-look").check(force=True)
    admin.confirm()
    admin.shows("The permissions boundary of bounded was set")
    boundary = iam.get_user(UserName="bounded")["User"]["PermissionsBoundary"]
    assert boundary["PermissionsBoundaryArn"] == seeded
    admin.press("Remove boundary")
    admin.confirm()
    admin.shows("Not set. The policies above apply without a limit.")
    assert "PermissionsBoundary" not in iam.get_user(UserName="bounded")["User"]


def test_a_user_is_renamed(admin, iam):
    iam.create_user(UserName="before")
    admin.visit("/users/details/before")
    admin.press("Rename")
    admin.dialog.get_by_role("textbox", name="Name", exact=True).fill("after")
    admin.dialog.get_by_role("textbox", name="Path", exact=True).fill("/team/")
    admin.confirm()
    expect(admin.heading("after")).to_be_visible()
    assert iam.get_user(UserName="after")["User"]["Path"] == "/team/"


def test_an_access_key_lives_and_dies(admin, iam):
    iam.create_user(UserName="keyed")
    admin.visit("/users/details/keyed?tab=credentials")
    admin.press("Create access key")
    admin.confirm()
    admin.page.get_by_role("button", name="Show Secret access key").click()
    secret = admin.page.get_by_test_id("secret").inner_text().strip()
    assert len(secret) == 40
    admin.press("Done")
    (key,) = iam.list_access_keys(UserName="keyed")["AccessKeyMetadata"]
    for action, status in (("Deactivate", "Inactive"), ("Activate", "Active")):
        choose_action(admin, key["AccessKeyId"], action)
        admin.confirm()
        expect(admin.row(key["AccessKeyId"]).first).to_contain_text(status)
        assert iam.list_access_keys(UserName="keyed")["AccessKeyMetadata"][0]["Status"] == status
    choose_action(admin, key["AccessKeyId"], "Delete")
    admin.confirm(key["AccessKeyId"])
    admin.shows("was deleted")
    assert not iam.list_access_keys(UserName="keyed")["AccessKeyMetadata"]
    assert secret not in admin.page.content()


def choose_action(console, row, action):
    console.choose_row(row)
    section = console.page.get_by_role("button", name="Actions", exact=True)
    section.and_(console.page.locator(":not([disabled])")).first.click()
    console.page.get_by_role("menuitem", name=action, exact=True).click()


def test_console_access_is_enabled_and_disabled(admin, iam):
    iam.create_user(UserName="signer")
    admin.visit("/users/details/signer?tab=credentials")
    admin.press("Enable console access")
    admin.dialog.get_by_role("radio", name="Custom password").check(force=True)
    admin.dialog.get_by_label("Custom password").last.fill("short")
    admin.confirm()
    admin.shows("Password should have a minimum length of 8")
    admin.dialog.get_by_label("Custom password").last.fill(PASSWORD)
    admin.confirm()
    admin.press("Done")
    assert iam.get_login_profile(UserName="signer")["LoginProfile"]["PasswordResetRequired"] is True
    admin.press("Disable")
    admin.confirm("signer")
    admin.shows("signer can no longer sign in to the console")
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_login_profile(UserName="signer")


def test_a_device_is_set_up_by_its_picture_and_removed(admin, iam):
    iam.create_user(UserName="phoned")
    admin.visit("/users/details/phoned?tab=credentials")
    admin.press("Add MFA device")
    admin.confirm()
    picture = admin.dialog.get_by_alt_text("QR code of the new MFA device")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 100
    admin.page.get_by_role("button", name="Show secret key, to type it in").click()
    phone = Authenticator.scan(admin.page.get_by_test_id("seed").inner_text().strip())
    first, second = phone.enabling_codes()
    admin.fill("MFA code 1", first)
    admin.fill("MFA code 2", second)
    admin.confirm()
    admin.shows("The MFA device was added")
    (device,) = iam.list_mfa_devices(UserName="phoned")["MFADevices"]
    choose_action(admin, device["SerialNumber"], "Remove")
    admin.confirm("remove")
    admin.shows("The MFA device was removed")
    assert not iam.list_mfa_devices(UserName="phoned")["MFADevices"]


def test_a_device_that_was_not_finished_leaves_nothing(admin, iam):
    iam.create_user(UserName="hesitant")
    admin.visit("/users/details/hesitant?tab=credentials")
    admin.press("Add MFA device")
    admin.confirm()
    expect(admin.dialog.get_by_alt_text("QR code of the new MFA device")).to_be_visible()
    admin.page.get_by_role("button", name="Cancel").click()
    admin.press("Add MFA device")  # The name is free again.
    admin.confirm()
    expect(admin.dialog.get_by_alt_text("QR code of the new MFA device")).to_be_visible()


def test_an_ssh_key_is_uploaded_and_a_private_one_is_not(admin, iam):
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    public = key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    iam.create_user(UserName="gitter")
    admin.visit("/users/details/gitter?tab=credentials")
    admin.press("Upload SSH public key")
    admin.dialog.get_by_role("textbox").fill("-----BEGIN OPENSSH PRIVATE KEY-----")
    admin.shows("This is a private key.")
    expect(admin.dialog.get_by_test_id("confirm")).to_be_disabled()
    admin.dialog.get_by_role("textbox").fill(public)
    admin.confirm()
    admin.shows("The SSH public key was uploaded")
    assert len(iam.list_ssh_public_keys(UserName="gitter")["SSHPublicKeys"]) == 1


def test_names_of_every_allowed_character_lead_to_their_pages(admin, iam):
    for name in ("a+b=c,d.e@f_g-h", ".", ".."):
        iam.create_user(UserName=name)
        admin.visit(f"/users?q={quote(name)}")
        admin.page.get_by_role("link", name=name, exact=True).click()
        expect(admin.heading(name)).to_be_visible()
        admin.shows(f"user/{name}")


def test_the_list_is_filtered_kept_and_downloaded(admin, iam):
    for name in ("list-a", "list-b", "=cmd"):
        iam.create_user(UserName=name)
    admin.visit("/users")
    admin.page.get_by_role("searchbox", name="Find users").fill("list-")
    admin.shows("2 matches")
    assert "q=list-" in admin.page.url
    admin.page.get_by_role("searchbox", name="Find users").fill("")
    with admin.page.expect_download() as begun:
        admin.page.get_by_role("button", name="Download Users").click()
        admin.page.get_by_role("menuitem", name="CSV").click()
    lines = begun.value.path().read_text("utf-8").splitlines()
    assert lines[0].startswith("User name,Path,MFA")
    assert any(line.startswith("'=cmd,") for line in lines)
    assert any(line.startswith("list-a,") for line in lines)
