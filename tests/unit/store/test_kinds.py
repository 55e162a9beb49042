"""Kinds: each index reads entities of its own kind, and refuses others."""

from datetime import UTC, datetime

import pytest

from limen.domain.iam.users import Group, User
from limen.store.kinds import EVERY_ACCOUNT, KIND_BY_NAME, KINDS

START = datetime(2026, 1, 1, tzinfo=UTC)
USER = User("111111111111", "AIDA1", "Ann", "/", START)
GROUP = Group("111111111111", "AGPA1", "Ann", "/", START)


def test_an_index_reads_entities_of_its_kind():
    assert KIND_BY_NAME["user"].indexes["name"](USER) == "ann"
    assert KIND_BY_NAME["group"].indexes["name"](GROUP) == "ann"


@pytest.mark.parametrize("index", ["name", "boundary"])
def test_an_index_refuses_an_entity_of_another_kind(index: str):
    with pytest.raises(TypeError, match="Group is not indexed as User"):
        KIND_BY_NAME["user"].indexes[index](GROUP)


def test_one_index_finds_every_account():
    assert [kind.name for kind in KINDS if EVERY_ACCOUNT in kind.global_indexes] == ["account"]
