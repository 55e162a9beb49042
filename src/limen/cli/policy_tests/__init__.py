"""Policy unit tests: suites in YAML, their checks, coverage of statements, reports (docs/policy-tests.md)."""

from typing import Final

SUFFIXES: Final = frozenset({".yaml", ".yml"})
"""The names of suites end so."""
