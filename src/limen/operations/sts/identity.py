"""GetCallerIdentity and GetAccessKeyInfo (spec api 2.1, 2.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import STS_RESTRICTIONS
from limen.authz.targets import EVERYTHING, UNRESTRICTED
from limen.domain.identifiers import find_account_in_id
from limen.errors import ValidationError
from limen.operations.environment import Environment
from limen.operations.registry import OperationTable
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.operations.sts import shapes

table = OperationTable("sts", STS_RESTRICTIONS)


@table.read("GetCallerIdentity", UNRESTRICTED, restrictions=())
def get_caller_identity(
    call: AuthorizedCall[shapes.GetCallerIdentityRequest], reader: Reader, environment: Environment
) -> shapes.GetCallerIdentityResponse:
    """Who the caller is; needs no permission."""
    principal = call.caller.principal
    return {"UserId": principal.user_id or "", "Account": call.account, "Arn": principal.arn}


@table.read("GetAccessKeyInfo", EVERYTHING)
def get_access_key_info(
    call: AuthorizedCall[shapes.GetAccessKeyInfoRequest], reader: Reader, environment: Environment
) -> shapes.GetAccessKeyInfoResponse:
    """The account of an access key: from the store if the key exists here, otherwise from the id itself."""
    key_id = call.parameters["AccessKeyId"]
    key = reader.find_access_key(key_id)
    account = key.account if key is not None else find_account_in_id(key_id)
    if account is None:
        raise ValidationError(f"Access key {key_id} does not contain an account.")
    return {"Account": account}
