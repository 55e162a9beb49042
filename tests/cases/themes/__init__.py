"""The tables from which ``tests/cases/*.json`` are written: a module per theme, each with ``CASES``.

Expectations are taken from the specification's tables by hand; nothing here evaluates a policy.
"""
