"""Memory shared by large requests and answers."""

import pytest

from limen.server.memory_budget import Budget, SpentError


def test_leases_share_a_budget():
    budget = Budget(10)
    with budget.lease() as first, budget.lease() as second:
        first.grow_to(6)
        with pytest.raises(SpentError):
            second.grow_to(5)
        second.grow_to(4)


def test_a_lease_holds_its_largest_size_and_returns_it():
    budget = Budget(10)
    with budget.lease() as lease:
        lease.grow_to(7)
        lease.grow_to(3)
        with budget.lease() as other, pytest.raises(SpentError):
            other.grow_to(4)
    with budget.lease() as other:
        other.grow_to(10)


def test_an_answer_larger_than_the_whole_budget_is_sent_alone():
    budget = Budget(10)
    with budget.lease() as large:
        large.grow_to(50)
        with budget.lease() as other, pytest.raises(SpentError):
            other.grow_to(1)
    with budget.lease() as small, budget.lease() as large:
        small.grow_to(1)
        with pytest.raises(SpentError):
            large.grow_to(50)
