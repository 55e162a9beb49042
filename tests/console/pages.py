"""Every page of the console: its address, and a text that it shows when it is loaded."""

from dataclasses import dataclass
from urllib.parse import quote

SEEDED = "seen-"
"""Prefix of what `pages_of` expects to exist."""


@dataclass(frozen=True, slots=True)
class Place:
    """One page; `name` is that of its picture."""

    name: str
    path: str
    shows: str


def pages_of(account: str) -> tuple[Place, ...]:
    """The pages of an account that was seeded with the prefix `SEEDED`; lists show only what was seeded."""
    user, group, role = (f"{SEEDED}{kind}" for kind in ("friend", "friends", "guide"))
    policy = quote(f"arn:aws:iam::{account}:policy/{SEEDED}look", safe="")
    return (
        Place("dashboard", "/", "Security recommendations"),
        Place("users", f"/users?q={SEEDED}", user),
        Place("user-create", "/users/create", "Console access"),
        Place("user-permissions", f"/users/details/{user}", "Permissions boundary"),
        Place("user-groups", f"/users/details/{user}?tab=groups", group),
        Place("user-tags", f"/users/details/{user}?tab=tags", "blue and green"),
        Place("user-credentials", f"/users/details/{user}?tab=credentials", "Access key ID"),
        Place("user-attach", f"/users/details/{user}/attach", "AdministratorAccess"),
        Place("user-inline", f"/users/details/{user}/inline/own", "NotTheAdmin"),
        Place("user-inline-create", f"/users/details/{user}/inline?view=json", "Statement1"),
        Place("groups", f"/groups?q={SEEDED}", group),
        Place("group-create", "/groups/create", "Policies of the group"),
        Place("group", f"/groups/details/{group}", user),
        Place("policies", f"/policies?type=customer&q={SEEDED}", f"{SEEDED}look"),
        Place("policy-create", "/policies/create", "Add condition"),
        Place("policy", f"/policies/details/{policy}", "NotTheAdmin"),
        Place("policy-usage", f"/policies/details/{policy}?tab=usage", group),
        Place("policy-versions", f"/policies/details/{policy}?tab=versions", "v2"),
        Place("policy-edit", f"/policies/details/{policy}/edit", "NotTheAdmin"),
        Place("policy-visual", f"/policies/details/{policy}/edit?view=visual", "Statement 2: NotTheAdmin"),
        Place("roles", f"/roles?q={SEEDED}", role),
        Place("role-create", "/roles/create", "sts:AssumeRole"),
        Place("role", f"/roles/details/{role}", f"{SEEDED}look"),
        Place("role-trust", f"/roles/details/{role}?tab=trust", "sts:AssumeRole"),
        Place("role-sessions", f"/roles/details/{role}?tab=sessions", "Revoke active sessions"),
        Place("switch-role", "/switch-role", "Display color"),
        Place("account", "/account", "Password policy"),
        Place("simulator", "/simulator", "Circumstances"),
        Place("who-can", "/who-can", "If empty, any resource."),
        Place("what-can", f"/what-can?principal={quote(f'arn:aws:iam::{account}:user/{user}')}", "Read"),
        Place("why", "/why", "What a refused call printed"),
        Place("services", "/services?q=limen", "Prefix of its actions"),
        Place("service", "/services/limen?q-actions=Can", "WhoCan"),
        Place("server", "/server", "Revision of the state"),
        Place("audit", "/audit", "Outcome"),
        Place("security", "/security", "Change password"),
        Place("no-such-page", "/nothing/here", "Page not found"),
    )
