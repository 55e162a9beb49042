"""Where AWS' service authorization reference is not to be taken at its word; the snapshot itself stays as it was read.

Each entry says what shows it.
"""

from typing import Final

COMPARED_AS_ONE: Final = frozenset({"events:detail-type"})
"""Keys that the reference calls lists, and that policies of AWS compare both as one value and as several.

`events:detail-type`: AWSAuditManagerAdministratorAccess, CloudTrailEventContext and
SageMakerStudioProjectProvisioningRolePolicy compare it with a plain StringEquals, AWSVPCFlowLogsServiceRolePolicy and
others with ForAllValues. In lower case.
"""
