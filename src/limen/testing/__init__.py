"""Limen in the tests of other projects (docs/testing-with-limen.md).

`account` decides in the process of the test, `server` starts a Limen that keeps nothing, and `plugin` gives both to
pytest as fixtures.
"""
