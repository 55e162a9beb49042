"""Who calls: the kinds of caller, and the context keys that follow from the caller (spec policy 2.5, 4.5, 5.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.oracle.variables import Context

_ACCOUNT_ARN = re.compile(r"arn:(aws[a-z-]*):(iam|sts)::([0-9]{12}):(.+)")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class Caller:
    """``kind`` is root, user, role_session, federated_user, service or anonymous.

    ``entity_arn`` is the user, the role of a session, or the user who issued a federated session (empty if not known).
    ``unique_id`` is that entity's id. ``session_arn`` is empty where there is no session.
    """

    kind: str
    name: str
    account: str = ""
    root_arn: str = ""
    entity_arn: str = ""
    unique_id: str = ""
    session_arn: str = ""

    @property
    def is_iam_principal(self) -> bool:
        """Whether it is one that can have a permissions boundary."""
        return self.kind in ("user", "role_session", "federated_user")


def read_caller(text: str, unique_id: str, issuing_user: str, principal_arn: object) -> Caller:
    """The caller named by ``request.principal``; ``ValueError`` for any other form.

    ``principal_arn`` is what the context says for aws:PrincipalArn: it contains the path of a session's role.
    """
    if text == "anonymous":
        return Caller("anonymous", text)
    if _HOST.fullmatch(text):
        return Caller("service", text)
    found = _ACCOUNT_ARN.fullmatch(text)
    if found is None:
        raise ValueError(f"not a principal: {text}")
    partition, service, account, rest = found.groups()
    root_arn = f"arn:{partition}:iam::{account}:root"
    kind, _, name = rest.partition("/")
    if (service, rest) == ("iam", "root"):
        return Caller("root", text, account, root_arn)
    if (service, kind) == ("iam", "user") and name and not name.endswith("/"):
        return Caller("user", text, account, root_arn, text, unique_id)
    if (service, kind) == ("sts", "assumed-role") and re.fullmatch("[^/]+/[^/]+", name):
        role_arn = _role_arn(partition, account, name.split("/")[0], principal_arn)
        return Caller("role_session", text, account, root_arn, role_arn, unique_id, text)
    if (service, kind) == ("sts", "federated-user") and name and "/" not in name:
        return Caller("federated_user", text, account, root_arn, issuing_user, unique_id, text)
    raise ValueError(f"not a principal: {text}")


def derived_keys(caller: Caller) -> Context:
    """Keys that the caller determines; the scenario's own context takes precedence."""
    if caller.kind == "anonymous":
        return {"aws:principalaccount": "anonymous", "aws:principaltype": "Anonymous", "aws:userid": "anonymous"}
    if caller.kind == "service":
        return {
            "aws:principalisawsservice": "true",
            "aws:principalservicename": caller.name,
            "aws:principalservicenameslist": (caller.name,),
        }
    keys: dict[str, str | tuple[str, ...]] = {
        "aws:principalaccount": caller.account,
        "aws:principalisawsservice": "false",
    }
    last = caller.name.rsplit("/", 1)[-1]
    if caller.kind == "root":
        keys |= {
            "aws:principalarn": caller.root_arn,
            "aws:principaltype": "Account",
            "aws:userid": caller.account,
        }
    elif caller.kind == "user":
        keys |= {"aws:principalarn": caller.entity_arn, "aws:principaltype": "User", "aws:username": last}
        keys |= {"aws:userid": caller.unique_id} if caller.unique_id else {}
    elif caller.kind == "role_session":
        keys |= {"aws:principalarn": caller.entity_arn, "aws:principaltype": "AssumedRole"}
        keys |= {"aws:userid": f"{caller.unique_id}:{last}"} if caller.unique_id else {}
    else:
        keys |= {
            "aws:principalarn": caller.session_arn,
            "aws:principaltype": "FederatedUser",
            "aws:userid": f"{caller.account}:{last}",
        }
    return keys


def _role_arn(partition: str, account: str, role_name: str, principal_arn: object) -> str:
    head = f"arn:{partition}:iam::{account}:role/"
    if isinstance(principal_arn, str) and re.fullmatch(f"{re.escape(head)}(.*/)?{re.escape(role_name)}", principal_arn):
        return principal_arn
    return head + role_name
