"""Throttling of guesses: a counter per account and user, and one per source.

The delay per user stays short, because anybody can cause failures in a user's name and so lock it out; the delay per
source, which only affects the source, grows long. An IPv6 source is its /64, the smallest network of one customer.
"""

from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address, ip_network

from limen.authn.attempts import PER_USER, Patience, user_subject
from limen.signin.identities import find_account, find_identity
from limen.signin.token_grants import PasswordGrant
from limen.store.interface import Reader

PER_SOURCE = Patience(free_failures=20, max_delay_seconds=900)

_IPV6_PREFIX = 64


def tried_subject(reader: Reader, grant: PasswordGrant) -> str:
    """The account and user that are tried, however they are spelled, and whether they exist or not.

    An account's id and alias are one, so are a root user's e-mail address with and without the account: otherwise each
    spelling would allow guesses of its own, and a difference would reveal who exists.
    """
    if grant.email:
        return f"root {grant.email.lower()}"
    identity = find_identity(reader, grant)
    if identity is not None:
        return user_subject(identity.account, identity.id)
    account = find_account(reader, grant.account)
    return f"name {account.account if account is not None else grant.account.lower()} {grant.user_name.lower()}"


def source_subject(peer: str) -> str:
    """The source of the attempt."""
    try:
        address = ip_address(peer)
    except ValueError:
        return f"source {peer}"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return f"source {address.ipv4_mapped}"
        return f"source {ip_network((int(address), _IPV6_PREFIX), strict=False)}"
    return f"source {address}"


def subjects(reader: Reader, grant: PasswordGrant, peer: str) -> Mapping[str, Patience]:
    """The subjects that an attempt counts against."""
    return {tried_subject(reader, grant): PER_USER, source_subject(peer): PER_SOURCE}
