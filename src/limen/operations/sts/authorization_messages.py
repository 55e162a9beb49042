"""DecodeAuthorizationMessage (spec policy 7.7): the text of a message that was sealed for the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limen.authz.authorization_messages import AuthorizationMessages
from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import STS_RESTRICTIONS
from limen.authz.targets import EVERYTHING
from limen.operations.environment import Environment
from limen.operations.registry import OperationTable
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.operations.sts import shapes

table = OperationTable("sts", STS_RESTRICTIONS)


@table.read("DecodeAuthorizationMessage", EVERYTHING)
def decode_authorization_message(
    call: AuthorizedCall[shapes.DecodeAuthorizationMessageRequest], reader: Reader, environment: Environment
) -> shapes.DecodeAuthorizationMessageResponse:
    """Open a message that a denial in the caller's account carried."""
    messages = AuthorizationMessages(environment.vault)
    return {"DecodedMessage": messages.decode(call.parameters["EncodedMessage"], call.account)}
