"""Caches by number and by weight."""

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from limen.domain.bounded import LONG_TOGETHER, Bounded, remember


def keep(cache: Bounded[str, int], key: str, weight: int, *, most: int = 100, most_weight: int = 10) -> None:
    cache.keep(key, weight, weight=weight, most=most, most_weight=most_weight)


def test_the_oldest_go_when_there_are_too_many():
    cache: Bounded[str, int] = Bounded()
    for key in "abc":
        keep(cache, key, 0, most=2)
    assert list(cache) == ["b", "c"]


def test_the_oldest_go_when_they_weigh_too_much():
    cache: Bounded[str, int] = Bounded()
    for key in "abc":
        keep(cache, key, 4)
    assert (list(cache), cache.weight) == (["b", "c"], 8)


def test_an_entry_that_is_too_heavy_alone_is_not_kept_and_displaces_nothing():
    cache: Bounded[str, int] = Bounded()
    keep(cache, "a", 4)
    keep(cache, "b", 11)
    assert (list(cache), cache.weight) == (["a"], 4)


def test_an_entry_that_is_kept_again_is_the_newest_and_weighs_once():
    cache: Bounded[str, int] = Bounded()
    for key, weight in (("a", 4), ("b", 4), ("a", 6)):
        keep(cache, key, weight)
    assert (list(cache.items()), cache.weight) == ([("b", 4), ("a", 6)], 10)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 12))))
def test_it_weighs_what_its_entries_weigh(kept):
    cache: Bounded[str, int] = Bounded()
    for key, weight in kept:
        keep(cache, key, weight, most=4)
        assert cache.weight == sum(cache.values()) <= 10
        assert len(cache) <= 4


def test_threads_keep_at_the_same_time():
    cache: Bounded[str, int] = Bounded()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: keep(cache, str(number % 50), number % 7), range(5000)))
    assert cache.weight == sum(cache.values()) <= 10


def test_texts_are_remembered_and_long_ones_up_to_a_bound():
    asked = []

    @remember(8)
    def length(text: str, *, extra: int = 0) -> int:
        """Documented."""
        asked.append(len(text))
        return len(text) + extra

    short, long, longest = (character * size for character, size in (("x", 512), ("y", 513), ("z", LONG_TOGETHER + 1)))
    assert [length(text) for text in (short, short, long, long)] == [512, 512, 513, 513]
    assert asked == [512, 513]
    assert length(longest) == length(longest) == LONG_TOGETHER + 1
    assert length(long, extra=1) == 514
    assert asked == [512, 513, LONG_TOGETHER + 1, LONG_TOGETHER + 1, 513]
    assert length.__doc__ == "Documented."


def test_the_oldest_long_texts_are_forgotten_first():
    asked = []

    @remember(8)
    def length(text: str) -> int:
        asked.append(text[0])
        return len(text)

    for character in "abca":
        length(character * (LONG_TOGETHER // 2))
    assert "".join(asked) == "abca"
