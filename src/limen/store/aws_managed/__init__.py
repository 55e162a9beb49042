"""AWS managed policies, as a snapshot of facts (spec gateway 0): they belong to no account and never change."""

from limen.store.aws_managed.catalogue import (
    AWSManagedPolicy,
    find_aws_managed_policy,
    load_aws_managed_policies,
)

__all__ = ["AWSManagedPolicy", "find_aws_managed_policy", "load_aws_managed_policies"]
