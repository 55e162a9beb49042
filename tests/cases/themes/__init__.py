"""The tables from which ``tests/cases/*.json`` are written: a module per theme, each with ``CASES``.

Expectations are read off the specification's tables by hand; nothing in here evaluates a policy.
"""
