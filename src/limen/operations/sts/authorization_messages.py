"""DecodeAuthorizationMessage (spec policy 7.7): what was sealed for the account, in clear for those who may read it."""

from limen.authz.authorization_messages import AuthorizationMessages
from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import STS_RESTRICTIONS
from limen.authz.targets import EVERYTHING
from limen.operations.environment import Environment
from limen.operations.registry import OperationTable, Output
from limen.store.interface import Reader

table = OperationTable("sts", STS_RESTRICTIONS)


@table.read("DecodeAuthorizationMessage", EVERYTHING)
def decode_authorization_message(call: AuthorizedCall, reader: Reader, environment: Environment) -> Output:
    """Open a message that a denial in the caller's account carried."""
    messages = AuthorizationMessages(environment.vault)
    return {"DecodedMessage": messages.decode(call.parameters["EncodedMessage"], call.account)}
