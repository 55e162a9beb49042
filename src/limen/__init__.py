"""Limen: AWS IAM that you can run, prove and rewind, in front of anything you host."""
