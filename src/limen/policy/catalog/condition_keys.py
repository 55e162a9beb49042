"""Condition keys: their types, which of them are multivalued, and the global keys (spec policy 5.1 to 5.5).

A key's name is compared without regard to case. A name may be a template, such as `aws:RequestTag/${TagKey}` or
`s3:ExistingObjectTag/<key>`: every name with text in place of the placeholder is a key.
"""

from dataclasses import dataclass
from enum import StrEnum

from limen.policy.catalog.template import compile_template, has_placeholder


class ValueType(StrEnum):
    """The type of a key's values; the operators of that family compare them (spec policy 3.4)."""

    STRING = "String"
    NUMERIC = "Numeric"
    DATE = "Date"
    BOOL = "Bool"
    ARN = "ARN"
    IP_ADDRESS = "IPAddress"


@dataclass(frozen=True, slots=True)
class ContextKey:
    """A key as documented. `value_types` are the documented types, almost always one."""

    name: str
    value_types: frozenset[ValueType]
    is_multivalued: bool = False

    @property
    def is_template(self) -> bool:
        return has_placeholder(self.name)

    def covers(self, name: str) -> bool:
        """Whether `name`, in any case, is this key or, for a template, one of its keys."""
        if not self.is_template:
            return name.lower() == self.name.lower()
        return compile_template(self.name).fullmatch(name) is not None


def make_key(name: str, *types: ValueType, multivalued: bool = False) -> ContextKey:
    return ContextKey(name, frozenset(types), multivalued)


_S, _N, _D, _B = ValueType.STRING, ValueType.NUMERIC, ValueType.DATE, ValueType.BOOL
_A, _IP = ValueType.ARN, ValueType.IP_ADDRESS

GLOBAL_KEYS = (
    # 5.1 The principal.
    make_key("aws:PrincipalArn", _A),
    make_key("aws:PrincipalAccount", _S),
    make_key("aws:PrincipalOrgID", _S),
    make_key("aws:PrincipalOrgPaths", _S, multivalued=True),
    make_key("aws:PrincipalTag/${TagKey}", _S),
    make_key("aws:PrincipalType", _S),
    make_key("aws:PrincipalIsAWSService", _B),
    make_key("aws:PrincipalServiceName", _S),
    make_key("aws:PrincipalServiceNamesList", _S, multivalued=True),
    make_key("aws:userid", _S),
    make_key("aws:username", _S),
    # 5.2 The session.
    make_key("aws:AssumedRoot", _B),
    make_key("aws:FederatedProvider", _S, _A),
    make_key("aws:TokenIssueTime", _D),
    make_key("aws:MultiFactorAuthAge", _N),
    make_key("aws:MultiFactorAuthPresent", _B),
    make_key("aws:SourceIdentity", _S),
    make_key("aws:SignInSessionArn", _A),
    make_key("aws:Ec2InstanceSourceVpc", _S),
    make_key("aws:Ec2InstanceSourcePrivateIPv4", _IP),
    make_key("aws:ChatbotSourceArn", _A),
    make_key("ec2:RoleDelivery", _N),
    make_key("ec2:SourceInstanceArn", _A),
    make_key("lambda:SourceFunctionArn", _A),
    make_key("ssm:SourceInstanceArn", _A),
    make_key("glue:RoleAssumedBy", _S),
    make_key("glue:CredentialIssuingService", _S),
    make_key("codebuild:BuildArn", _A),
    make_key("codebuild:ProjectArn", _A),
    make_key("identitystore:UserId", _S),
    # 5.3 The network.
    make_key("aws:SourceIp", _IP),
    make_key("aws:VpcSourceIp", _IP),
    make_key("aws:SourceVpc", _S),
    make_key("aws:SourceVpcArn", _A),
    make_key("aws:SourceVpce", _S),
    make_key("aws:VpceAccount", _S),
    make_key("aws:VpceOrgID", _S),
    make_key("aws:VpceOrgPaths", _S, multivalued=True),
    # 5.4 The resource.
    make_key("aws:ResourceAccount", _S),
    make_key("aws:ResourceOrgID", _S),
    make_key("aws:ResourceOrgPaths", _S, multivalued=True),
    make_key("aws:ResourceTag/${TagKey}", _S),
    # 5.5 The request.
    make_key("aws:CalledVia", _S, multivalued=True),
    make_key("aws:CalledViaFirst", _S),
    make_key("aws:CalledViaLast", _S),
    make_key("aws:ViaAWSService", _B),
    make_key("aws:CalledViaAWSMCP", _S),
    make_key("aws:ViaAWSMCPService", _B),
    make_key("aws:IsMcpServiceAction", _B),
    make_key("aws:CurrentTime", _D),
    make_key("aws:EpochTime", _D, _N),
    make_key("aws:SecureTransport", _B),
    make_key("aws:RequestedRegion", _S),
    make_key("aws:RequestTag/${TagKey}", _S),
    make_key("aws:TagKeys", _S, multivalued=True),
    make_key("aws:UserAgent", _S),
    make_key("aws:referer", _S),
    make_key("aws:SourceAccount", _S),
    make_key("aws:SourceArn", _A),
    make_key("aws:SourceOrgID", _S),
    make_key("aws:SourceOrgPaths", _S, multivalued=True),
)

_EXACT = {key.name.lower(): key for key in GLOBAL_KEYS if not key.is_template}
_TEMPLATES = tuple(key for key in GLOBAL_KEYS if key.is_template)

# The claims of any OpenID Connect provider (spec policy 5.8); the key's prefix is the issuer's URL without the scheme.
CLAIMS = {claim: claim == "amr" for claim in ("aud", "sub", "amr", "azp", "oaud", "email")}


def find_global_key(name: str) -> ContextKey | None:
    """The global key with this name, in any case; the key of a template is returned as the template."""
    exact = _EXACT.get(name.lower())
    return exact or next((key for key in _TEMPLATES if key.covers(name)), None)


def find_claim_key(name: str) -> ContextKey | None:
    """The key of a federated caller's claim, such as `token.example.com:sub`, of any issuer."""
    issuer, _, claim = name.rpartition(":")
    if "." not in issuer or claim.lower() not in CLAIMS:
        return None
    return make_key(name, ValueType.STRING, multivalued=CLAIMS[claim.lower()])
