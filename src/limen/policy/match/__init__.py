"""Matching: globs, ARN patterns, variables, condition operators."""
