"""The form of a `Date...` value that IAM's legacy parser accepts (semantics L10): an epoch, or ISO 8601, year first."""

import re

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


def is_legacy_date(value: str) -> bool:
    """Whether the legacy parser accepts `value`."""
    if _EPOCH.fullmatch(value):
        return int(value) <= _LAST_EPOCH
    date = _ISO.fullmatch(value)
    return date is not None and _FIRST_YEAR <= int(date["year"]) <= _LAST_YEAR
