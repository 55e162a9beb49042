import pytest

from limen.signin.throttle import source_subject


@pytest.mark.parametrize(
    ("peer", "same", "other"),
    [
        ("192.0.2.1", "::ffff:192.0.2.1", "192.0.2.2"),
        ("2001:db8::1", "2001:DB8:0:0:ffff::2", "2001:db8:0:1::1"),
        ("a-socket", "a-socket", "another"),
        ("", "", "192.0.2.1"),
    ],
)
def test_what_counts_as_one_source(peer, same, other):
    assert source_subject(peer) == source_subject(same)
    assert source_subject(peer) != source_subject(other)
