"""The form of an `Action` or `NotAction` entry at put time (semantics L12)."""

import re

_VENDOR = re.compile(r"[A-Za-z0-9.-]*")

NO_VENDOR = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
SECOND_COLON = "Actions/Condition can contain only one colon."


def find_action_fault(action: str) -> str | None:
    """IAM's message for an action that it does not store, or `None`; neither service nor operation need to exist."""
    if action == "*":
        return None
    vendor, *rest = action.split(":")
    if not rest:
        return NO_VENDOR
    if len(rest) > 1:
        return SECOND_COLON
    if vendor != "*" and not _VENDOR.fullmatch(vendor):
        return f"Vendor {vendor} is not valid"
    return None
