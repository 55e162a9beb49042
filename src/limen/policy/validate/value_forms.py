"""The form that actions and dates have in a stored policy (semantics L10, L12).

An action needs a service, but neither service nor operation need to exist. A date is what IAM's legacy parser accepts:
an epoch, or ISO 8601, year first.
"""

import re

_VENDOR = re.compile(r"[A-Za-z0-9.-]*")

NO_VENDOR = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
SECOND_COLON = "Actions/Condition can contain only one colon."

_EPOCH = re.compile(r"[0-9]{1,19}")
_ISO = re.compile(
    r"""(?P<year> [+-]? [0-9]{1,9} )
    (?: - (?: 0?[1-9] | 1[0-2] ) (?: - (?: 0?[1-9] | [12][0-9] | 3[01] ) )? )?
    (?: [Tt]
        (?: (?: [01]?[0-9] | 2[0-3] )
            (?: : [0-5]?[0-9] (?: : [0-5]?[0-9] (?: \.[0-9]{1,9} )? )? )?
            (?: [Zz] | [+-] (?: [01][0-9] | 2[0-3] ) (?: :? [0-5][0-9] )? )?
        )?
    )?""",
    re.VERBOSE,
)
# The years of a 64-bit number of milliseconds.
_LAST_EPOCH = 2**63 - 1
_FIRST_YEAR = -292_275_054
_LAST_YEAR = 292_278_993


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


def is_legacy_date(value: str) -> bool:
    """Whether the legacy parser accepts `value`."""
    if _EPOCH.fullmatch(value):
        return int(value) <= _LAST_EPOCH
    date = _ISO.fullmatch(value)
    return date is not None and _FIRST_YEAR <= int(date["year"]) <= _LAST_YEAR
