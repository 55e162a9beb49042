"""Who in an account can become its administrator through IAM itself, and what it takes to prevent it.

Spec analysis 7.
"""
