"""IpAddress and NotIpAddress (spec policy 3.4)."""

from tests.cases.writing import Rows, condition_cases

# CIDR, address, inside, why. Each is asked both ways.
_INSIDE = [
    ("203.0.113.0/24", "203.0.113.9", True, "in the range"),
    ("203.0.113.0/24", "203.0.114.9", False, "out of the range"),
    ("203.0.113.0/24", "203.0.113.0", True, "the first address"),
    ("203.0.113.0/24", "203.0.113.255", True, "the last address"),
    ("203.0.113.5/24", "203.0.113.9", True, "host bits of the range are masked"),
    ("203.0.113.9", "203.0.113.9", True, "no prefix: one address"),
    ("203.0.113.9", "203.0.113.10", False, "no prefix: only one address"),
    ("203.0.113.9/32", "203.0.113.9", True, "a prefix of all bits"),
    ("0.0.0.0/0", "198.51.100.1", True, "every IPv4 address"),
    ("0.0.0.0/0", "2001:db8::1", False, "but no IPv6 address"),
    ("::/0", "198.51.100.1", False, "every IPv6 address, but no IPv4 address"),
    ("::/0", "2001:db8::1", True, "every IPv6 address"),
    ("2001:db8::/32", "2001:db8::5", True, "an IPv6 range"),
    ("2001:db8::/32", "2001:db9::5", False, "out of an IPv6 range"),
    ("2001:DB8:0:0:0:0:0:5", "2001:db8::5", True, "two spellings of one IPv6 address"),
    ("10.0.0.0/8", "2001:db8::1", False, "the families never mix"),
    ("::ffff:0:0/96", "203.0.113.9", False, "an IPv4 address is not its mapped form"),
    ("203.0.113.0/24", "::ffff:203.0.113.9", False, "and vice versa"),
    (["10.0.0.0/8", "2001:db8::/32"], "2001:db8::6", True, "any of the ranges"),
    (["10.0.0.0/8", "192.0.2.0/24"], "203.0.113.9", False, "none of the ranges"),
]

_BOTH_WAYS: Rows = [
    (operator, wanted, value, inside == positive, why)
    for wanted, value, inside, why in _INSIDE
    for operator, positive in (("IpAddress", True), ("NotIpAddress", False))
]

_UNREADABLE: Rows = [
    (operator, wanted, value, False, f"{why} [R]")
    for wanted, value, why in (
        ("203.0.113.0/33", "203.0.113.9", "a prefix too long"),
        ("203.0.113.*", "203.0.113.9", "a wildcard is not a range"),
        ("203.0.113", "203.0.113.9", "three octets are not an address"),
        ("203.0.113.0/24", "localhost", "a name is not an address"),
        ("203.0.113.0/24", "203.0.113.9/32", "the request holds an address, not a range"),
        ("${aws:PrincipalTag/net}", "203.0.113.9", "no variables in addresses"),
    )
    for operator in ("IpAddress", "NotIpAddress")
]

_MORE: Rows = [
    ("IpAddress", "10.0.0.0/8", None, False, "absent"),
    ("NotIpAddress", "10.0.0.0/8", None, True, "absent and negated: so a call through an endpoint is caught"),
    ("IpAddressIfExists", "10.0.0.0/8", None, True, "absent, IfExists"),
    ("NotIpAddressIfExists", "10.0.0.0/8", "10.1.1.1", False, "there, so compared"),
    (
        "IpAddress",
        ["junk", "203.0.113.0/24"],
        "203.0.113.9",
        True,
        "one unreadable range does not spoil a positive list",
    ),
    ("NotIpAddress", ["junk", "10.0.0.0/8"], "203.0.113.9", False, "but spoils a negated one [R]"),
]

CASES = condition_cases("ip", "3.4", "aws:SourceIp", _BOTH_WAYS + _UNREADABLE + _MORE)
