"""Policy unit tests: suites in YAML, their checks, coverage of statements, reports (docs/policy-tests.md)."""
