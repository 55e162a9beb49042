"""Corrections of AWS's service authorization reference; the snapshot itself stays as it was read.

Each entry names its evidence.
"""

from collections.abc import Mapping
from typing import Final

COMPARED_AS_ONE: Final = frozenset({"events:detail-type"})
"""Keys that the reference calls lists, but that AWS's policies compare both as one value and as several.

`events:detail-type`: AWSAuditManagerAdministratorAccess, CloudTrailEventContext and
SageMakerStudioProjectProvisioningRolePolicy compare it with a plain StringEquals, AWSVPCFlowLogsServiceRolePolicy and
others with ForAllValues. In lower case.
"""

ARNS_OF_ACTIONS: Final[Mapping[str, str]] = {
    "dynamodb:listtables": "arn:*:dynamodb:*:*:table/*",
    "iam:listgroups": "arn:*:iam::*:group/*",
    "iam:listinstanceprofiles": "arn:*:iam::*:instance-profile/*",
    "iam:listpolicies": "arn:*:iam::*:policy/*",
    "iam:listroles": "arn:*:iam::*:role/*",
    "iam:listusers": "arn:*:iam::*:user/*",
    "iam:listvirtualmfadevices": "arn:*:iam::*:mfa/*",
    "logs:describeloggroups": "arn:*:logs:*:*:log-group:*",
    "s3:listallmybuckets": "arn:*:s3:::*",
    "sqs:listqueues": "arn:*:sqs:*:*:*",
    "ssm:describeparameters": "arn:*:ssm:*:*:*",
}
"""Patterns of the ARNs that AWS authorizes actions on, although the reference gives them no resource types.

Each was seen in AWS's denials of the action: `arn:aws:iam::A:user/` and the like (spec policy 2.3),
`arn:aws:iam::A:mfa/`, `arn:aws:logs:R:A:log-group::log-stream:`, `arn:aws:ssm:R:A:*`, `arn:aws:dynamodb:R:A:table/*`,
`arn:aws:sqs:R:A:`. Published policies allow ListAllMyBuckets on `arn:aws:s3:::*`. Actions in lower case.
"""
