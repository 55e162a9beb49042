"""The plain evaluator: policy.md implemented a second time, without caches, indexes or any code of ``limen``."""

from tests.oracle.decide import decide

__all__ = ["decide"]
