"""Corrections of AWS's service authorization reference; the snapshot itself stays as it was read.

Each entry names its evidence.
"""

from typing import Final

COMPARED_AS_ONE: Final = frozenset({"events:detail-type"})
"""Keys that the reference calls lists, but that AWS's policies compare both as one value and as several.

`events:detail-type`: AWSAuditManagerAdministratorAccess, CloudTrailEventContext and
SageMakerStudioProjectProvisioningRolePolicy compare it with a plain StringEquals, AWSVPCFlowLogsServiceRolePolicy and
others with ForAllValues. In lower case.
"""
