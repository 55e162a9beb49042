"""The plain evaluator: policy.md written out once more, with no caches, no indexes and nothing of ``limen`` in it."""

from tests.oracle.decide import decide

__all__ = ["decide"]
