from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.authn.caller import Caller
from limen.authz.call import AuthorizedCall
from limen.domain.principals import RootUser
from limen.errors import ValidationError
from limen.operations.paging import paginate
from tests.unit.operations.world import ACCOUNT, NOW, OTHER_ACCOUNT

KEYS = st.sets(st.text(min_size=1, max_size=400), max_size=30)


def call(operation="ListUsers", account=ACCOUNT, **parameters):
    return AuthorizedCall(
        service="iam",
        operation=operation,
        parameters=parameters,
        caller=Caller(RootUser(account)),
        account=account,
        partition="aws",
        region="us-east-1",
        request_id="request",
        now=NOW,
    )


def walk(keys, sizes, **parameters):
    """Every page, with a new page size each time."""
    sizes = iter(sizes)
    page = paginate(call(MaxItems=next(sizes), **parameters), keys, str)
    pages = [page]
    while page.marker:
        page = paginate(call(MaxItems=next(sizes), Marker=page.marker, **parameters), keys, str)
        pages.append(page)
    return pages


@given(KEYS, st.lists(st.integers(1, 7), min_size=40, max_size=40))
def test_pages_of_any_size_give_every_item_once_in_order(keys, sizes):
    pages = walk(keys, sizes)
    assert [item for page in pages for item in page.items] == sorted(keys, key=str.encode)
    assert all(len(page.items) == size for page, size in zip(pages[:-1], sizes, strict=False))
    assert all(1 <= len(page.marker) <= 320 and page.marker.isascii() for page in pages[:-1])


@given(st.sets(st.text(max_size=20), min_size=2, max_size=20), st.data())
def test_nothing_is_lost_or_repeated_when_items_come_and_go_between_pages(keys, data):
    size = data.draw(st.integers(1, len(keys) - 1))
    first = paginate(call(MaxItems=size), keys, str)
    gone = data.draw(st.sets(st.sampled_from(sorted(keys)), max_size=len(keys) - 1))
    new = data.draw(st.sets(st.text(max_size=20), max_size=5))
    present = (keys - gone) | new
    rest = paginate(call(MaxItems=1000, Marker=first.marker), present, str).items
    assert not set(first.items) & set(rest)
    assert (keys - gone) <= set(first.items) | set(rest)


def test_keys_longer_than_a_marker_can_hold_are_walked_too():
    keys = [f"{'x' * 500}{number}" for number in range(9)]
    assert [item for page in walk(keys, [2] * 9) for item in page.items] == keys


def test_the_default_is_100_items():
    page = paginate(call(), range(101), lambda number: f"{number:03}")
    assert len(page.items) == 100
    assert page.ending() == {"IsTruncated": True, "Marker": page.marker}


def test_the_last_page_has_no_marker():
    page = paginate(call(), ["a"], str)
    assert (page.items, page.ending()) == (("a",), {"IsTruncated": False})


@dataclass(frozen=True)
class Other:
    operation: str = "ListUsers"
    account: str = ACCOUNT
    prefix: str = "/"


@pytest.mark.parametrize("other", [Other(operation="ListGroups"), Other(account=OTHER_ACCOUNT), Other(prefix="/x")])
def test_a_marker_belongs_to_one_list(other):
    marker = paginate(call(MaxItems=1, PathPrefix="/"), ["a", "b"], str).marker
    assert paginate(call(Marker=marker, PathPrefix="/"), ["a", "b"], str).items == ("b",)
    stranger = call(other.operation, other.account, Marker=marker, PathPrefix=other.prefix)
    with pytest.raises(ValidationError, match=r"^Invalid Marker\.$"):
        paginate(stranger, ["a", "b"], str)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF), min_size=1, max_size=320))
def test_an_invented_marker_is_refused(marker):
    with pytest.raises(ValidationError):
        paginate(call(Marker=marker), ["a", "b"], str)
