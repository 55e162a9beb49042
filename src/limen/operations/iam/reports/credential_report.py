"""The credential report: generated at most every four hours, and kept that long (spec api 2.10).

AWS generates it in the background. Limen generates it in the call that starts it, so that `STARTED` is followed by
`COMPLETE`, and no caller has to wait (`ReportInProgress`).
"""

from __future__ import annotations

import zlib
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import EVERYTHING
from limen.domain.iam.account import CredentialReport
from limen.operations.environment import Environment
from limen.operations.iam.faults import ReportExpiredError, ReportNotPresentError
from limen.operations.iam.lookup import get_account
from limen.operations.iam.reports.credential_rows import render_credential_report
from limen.operations.registry import OperationTable
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.iam import shapes

LIFETIME: Final = timedelta(hours=4)

table = OperationTable("iam", IAM_RESTRICTIONS)


@table.write("GenerateCredentialReport", EVERYTHING)
def generate_credential_report(
    call: AuthorizedCall[shapes.GenerateCredentialReportRequest], tx: Transaction, environment: Environment
) -> shapes.GenerateCredentialReportResponse:
    """Generate the report, unless the last one is still valid."""
    report = tx.find(CredentialReport, call.account, call.account)
    if report is not None and call.now - report.generated < LIFETIME:
        return {"State": "COMPLETE"}
    text = render_credential_report(get_account(call, tx), tx)
    tx.put(CredentialReport(call.account, call.now.replace(microsecond=0), zlib.compress(text.encode())))
    return {"State": "STARTED", "Description": "No report exists. Starting a new report generation task"}


@table.read("GetCredentialReport", EVERYTHING)
def read_credential_report(
    call: AuthorizedCall[shapes.GetCredentialReportRequest], reader: Reader, environment: Environment
) -> shapes.GetCredentialReportResponse:
    """The last report; AWS's message if there is none is this one word."""
    report = reader.find(CredentialReport, call.account, call.account)
    if report is None:
        raise ReportNotPresentError("Unknown")
    if call.now - report.generated >= LIFETIME:
        raise ReportExpiredError("The credential report has expired. Generate a new one.")
    return {
        "Content": zlib.decompress(report.compressed),
        "ReportFormat": "text/csv",
        "GeneratedTime": report.generated,
    }
