import uuid
from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from limen.config.ambient import draw_entropy, read_clock
from limen.domain.identifiers import make_uuid


def test_the_clock_is_aware_and_runs_forward():
    first, second = read_clock(), read_clock()
    assert first.tzinfo is UTC
    assert first <= second


def test_entropy_has_the_length_asked_for_and_never_repeats():
    assert len(draw_entropy(30)) == 30
    assert draw_entropy(16) != draw_entropy(16)


@given(st.binary(min_size=16, max_size=16))
def test_a_uuid_is_of_version_four_and_keeps_122_random_bits(entropy):
    parsed = uuid.UUID(make_uuid(entropy))
    assert parsed.version == 4
    assert parsed.variant == uuid.RFC_4122
    assert parsed.bytes[:6] == entropy[:6]
    assert parsed.bytes[9:] == entropy[9:]
