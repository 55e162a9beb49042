"""Pages of a whole row of a state: the order is kept from page to page, and is that of the row of each state."""

from hypothesis import given
from hypothesis import strategies as st

from limen.domain.iam.users import User
from limen.operations.paging import paginate, paginate_row
from limen.store.snapshot import identity_of, make_snapshot
from tests.unit.operations.test_paging import call
from tests.unit.operations.world import ACCOUNT, NOW

NAMES = st.text("abAB-_1é\U0001f600", min_size=1, max_size=4)


def user(name, path="/"):
    return User(ACCOUNT, f"AIDA{name.lower()}", name, path, NOW)


def folded(one):
    return one.name.lower()


def everything(_):
    return True


def in_staff(one):
    return one.path == "/staff/"


def walk(row, is_shown, size=1000):
    page = paginate_row(call(MaxItems=size), row, folded, is_shown)
    items = list(page.items)
    while page.marker:
        assert len(page.items) == size
        page = paginate_row(call(MaxItems=size, Marker=page.marker), row, folded, is_shown)
        items += page.items
    return items


@given(
    st.lists(st.tuples(st.booleans(), NAMES, st.sampled_from(["/", "/staff/"])), max_size=30),
    st.integers(1, 5),
)
def test_the_pages_of_every_state_are_its_sorted_whole(changes, size):
    state = make_snapshot(1, [])
    for is_new, name, path in changes:
        one = user(name, path)
        if is_new:
            state = state.with_put(one)
        elif identity_of(one) in state.entities:
            state = state.with_delete(identity_of(one))
        row = state.all(User, ACCOUNT)
        in_order = sorted(row, key=lambda each: each.name.lower().encode())
        assert walk(row, everything, size) == in_order
        assert walk(row, in_staff, size) == list(filter(in_staff, in_order))


@given(st.sets(NAMES.map(str.lower), min_size=2, max_size=12), st.data())
def test_a_marker_goes_on_in_a_later_state(names, data):
    state = make_snapshot(1, map(user, names))
    size = data.draw(st.integers(1, len(names) - 1))
    first = paginate_row(call(MaxItems=size), state.all(User, ACCOUNT), folded, everything)
    gone = data.draw(st.sets(st.sampled_from(sorted(names)), max_size=len(names) - 1))
    for name in gone:
        state = state.with_delete(identity_of(user(name)))
    rest = paginate_row(call(Marker=first.marker), state.all(User, ACCOUNT), folded, everything)
    seen = [one.name for one in (*first.items, *rest.items)]
    assert len(seen) == len(set(seen))
    assert names - gone <= set(seen)


@given(st.sets(NAMES.map(str.lower), max_size=12), st.integers(1, 5))
def test_both_ways_to_page_agree_and_take_each_others_markers(names, size):
    row = tuple(map(user, names))
    marker = ""
    while True:
        given = {"Marker": marker} if marker else {}
        one = paginate(call(MaxItems=size, **given), row, folded)
        assert paginate_row(call(MaxItems=size, **given), row, folded, everything) == one
        marker = one.marker
        if not marker:
            return


def test_a_row_is_sorted_once_and_not_for_each_page():
    row = tuple(user(f"user-{number}") for number in range(1000))
    asked: list[User] = []

    def counted(one):
        asked.append(one)
        return one.name

    page = paginate_row(call(MaxItems=100), row, counted, everything)
    assert len(asked) >= 1000
    asked.clear()
    paginate_row(call(MaxItems=100, Marker=page.marker), row, counted, everything)
    assert len(asked) < 100
    asked.clear()
    paginate_row(call(MaxItems=100), (*row,), counted, everything)  # Equal, but another state's.
    assert len(asked) >= 1000
