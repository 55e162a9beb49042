"""The chapters of the story, in order."""

import json
from collections.abc import Mapping
from configparser import RawConfigParser
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3

from tools.demo.stage import Stage

FIRST_PASSWORD, NEW_PASSWORD = "Welcome-to-Limen-1", "my-0wn-Passw0rd!"

POLICY = """\
{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "MayLook", "Effect": "Allow", "Action": ["iam:Get*", "iam:List*"], "Resource": "*"},
    {"Sid": "MayBorrow", "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::*:role/helper"},
    {"Sid": "NotTheOwner", "Effect": "Deny", "Action": "iam:GetUser", "Resource": "arn:aws:iam::*:user/admin"}
  ]
}
"""
SESSION_POLICY = """\
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "iam:ListUsers", "Resource": "*"}]
}
"""


@dataclass(frozen=True, slots=True)
class Story:
    """A running server and the stage; `exports` are the variables of `limen env`."""

    stage: Stage
    home: Path
    account: str
    data_dir: str
    exports: Mapping[str, str] = field(repr=False)

    def tell(self) -> None:
        """Play all chapters; raises `UnexpectedError` where something else happens."""
        self.owner_arrives()
        self.owner_prepares()
        self.friend_signs_in()
        self.friend_acts()
        self.role_is_assumed()
        self.owner_revokes()
        self.trail_is_read()

    def owner_arrives(self) -> None:
        """The administrator's keys, by `limen env`."""
        self.stage.say("limen env makes every AWS tool talk to it as the administrator")
        self.stage.show(f'eval "$(limen env --data-dir {self.data_dir})"', "sh")
        self.stage.run("aws", "sts", "get-caller-identity")

    def owner_prepares(self) -> None:
        """A user in a group with a policy that has an Allow and a Deny."""
        stage = self.stage
        stage.chapter("2. The owner creates a user, a group and a policy")
        stage.run("aws", "iam", "create-user", "--user-name", "alice")
        stage.run("aws", "iam", "create-group", "--group-name", "friends")
        stage.run("aws", "iam", "add-user-to-group", "--group-name", "friends", "--user-name", "alice")
        stage.say("friends may look at everything, except at the owner")
        document = self.home / "looking.json"
        document.write_text(POLICY, encoding="utf-8")
        stage.show(POLICY, "json")
        stage.run("aws", "iam", "create-policy", "--policy-name", "looking", "--policy-document", f"file://{document}")
        for arn in (f"arn:aws:iam::{self.account}:policy/looking", "arn:aws:iam::aws:policy/IAMUserChangePassword"):
            stage.run("aws", "iam", "attach-group-policy", "--group-name", "friends", "--policy-arn", arn)
        stage.say("a first password, to be changed at the first sign-in")
        profile = ("create-login-profile", "--user-name", "alice", "--password", FIRST_PASSWORD)
        stage.run("aws", "iam", *profile, "--password-reset-required", "--query", "LoginProfile")

    def friend_signs_in(self) -> None:
        """A password becomes a profile of the `aws` command line."""
        self.stage.chapter("3. Alice signs in with the first password and chooses her own")
        who = ("--account", self.account, "--user", "alice", "--profile", "alice")
        self.stage.run("limen", "login", *who, "--password-stdin", stdin=f"{FIRST_PASSWORD}\n{NEW_PASSWORD}\n")
        self._as_alice("sts", "get-caller-identity")

    def friend_acts(self) -> None:
        """Allowed, denied for want of an Allow, denied by a Deny."""
        self.stage.chapter("4. Alice does what is allowed, and sees why the rest is refused")
        self._as_alice("iam", "list-users", "--query", "Users[].Arn")
        self.stage.say("nothing allows this")
        because = "because no identity-based policy allows the iam:CreateUser action"
        self._refused_to_alice("iam", "create-user", "--user-name", "mallory", because=because)
        self.stage.say("a Deny forbids this, whatever else allows it; the message names the policy")
        because = f"with an explicit deny in an identity-based policy: arn:aws:iam::{self.account}:policy/looking"
        self._refused_to_alice("iam", "get-user", "--user-name", "admin", because=because)
        self.stage.say("nobody can widen their own rights")
        widening = ("--user-name", "alice", "--policy-arn", "arn:aws:iam::aws:policy/AdministratorAccess")
        because = "is not authorized to perform: iam:AttachUserPolicy"
        self._refused_to_alice("iam", "attach-user-policy", *widening, because=because)

    def role_is_assumed(self) -> None:
        """A session can do what role and session policy both allow."""
        stage = self.stage
        stage.chapter("5. A role is assumed with a session policy that limits it (boto3)")
        role = self._create_role()
        stage.say("the role may read all of IAM; the session policy leaves it the list of users")
        stage.show(SESSION_POLICY, "json")
        stage.show('sts.assume_role(RoleArn=role, RoleSessionName="demo", Policy=session_policy)', "python")
        sts = self._client("sts", self._alices_keys())
        session = sts.assume_role(RoleArn=role, RoleSessionName="demo", Policy=SESSION_POLICY)["Credentials"]
        iam = self._client("iam", (session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"]))
        stage.show("iam.list_users()", "python")
        stage.console.print([user["UserName"] for user in iam.list_users()["Users"]])
        stage.show("iam.list_roles()", "python")
        stage.call_refused(iam.list_roles, because="because no session policy allows the iam:ListRoles action")

    def owner_revokes(self) -> None:
        """A revocation counts from the next request on."""
        self.stage.chapter("6. The owner takes the rights back: the very next request is refused")
        self.stage.run("aws", "iam", "remove-user-from-group", "--group-name", "friends", "--user-name", "alice")
        self._refused_to_alice("iam", "list-users", because="AccessDenied")

    def trail_is_read(self) -> None:
        """Who did what."""
        self.stage.chapter("7. Who did what")
        self.stage.run("limen", "audit", "--data-dir", self.data_dir, "--limit", "8")

    def _as_alice(self, *command: str) -> None:
        self.stage.run("aws", "--profile", "alice", *command)

    def _refused_to_alice(self, *command: str, because: str) -> None:
        self.stage.run_refused("aws", "--profile", "alice", *command, because=because)

    def _create_role(self) -> str:
        owner = self._client("iam", (self.exports["AWS_ACCESS_KEY_ID"], self.exports["AWS_SECRET_ACCESS_KEY"], None))
        trust = {"Effect": "Allow", "Principal": {"AWS": self.account}, "Action": "sts:AssumeRole"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        role = owner.create_role(RoleName="helper", AssumeRolePolicyDocument=document)["Role"]
        owner.attach_role_policy(RoleName="helper", PolicyArn="arn:aws:iam::aws:policy/IAMReadOnlyAccess")
        return str(role["Arn"])

    def _alices_keys(self) -> tuple[str, str, str]:
        profiles = RawConfigParser()
        profiles.read(self.home / ".aws" / "credentials", encoding="utf-8")
        alice = profiles["alice"]
        return alice["aws_access_key_id"], alice["aws_secret_access_key"], alice["aws_session_token"]

    def _client(self, service: str, keys: tuple[str, str, str | None]) -> Any:  # noqa: ANN401 - boto3 has no types
        session = boto3.session.Session(*keys, region_name=self.exports["AWS_REGION"])
        return session.client(service, endpoint_url=self.exports["AWS_ENDPOINT_URL_IAM"])
