"""The policies that AWS manages, as a snapshot of facts (spec gateway 0): they belong to no account, never change."""

from limen.store.aws_managed.catalogue import (
    AWSManagedPolicy,
    find_aws_managed_policy,
    load_aws_managed_policies,
)

__all__ = ["AWSManagedPolicy", "find_aws_managed_policy", "load_aws_managed_policies"]
