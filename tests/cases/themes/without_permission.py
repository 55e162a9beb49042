"""Actions that need no permission: no policy grants them, and no Deny takes them away.

Spec policy 6.9, semantics E38.
"""

from tests.cases.writing import ALLOWED, EXPLICIT, FULL, ROOT_A, A, B, F, S, U, case, deny, grant, refuse  # fmt: skip

_WHO, _TOKEN = "sts:GetCallerIdentity", "sts:GetSessionToken"
_HEEDED = {"heed_token_denies": True}
_DENIED = [*FULL, deny("sts:*")]
_LAYERS = {
    "identity": _DENIED,
    "permissions_boundary": _DENIED,
    "session": _DENIED,
    "service_control": [_DENIED],
    "endpoint": [*grant("*", "*"), *refuse("*", "*")],
}


def _free(identifier, title, expect=ALLOWED, *, action=_WHO, on="*", **more):
    return case(f"without-permission-{identifier}", "6.9", title, expect, action=action, on=on, **more)


CASES = [
    _free("identity-none", "Nothing allows it, and nothing needs to"),
    _free("identity-deny", "A Deny of the action by name", identity=[deny(_WHO)]),
    _free("identity-deny-all", "A Deny of everything", identity=[deny("*")]),
    _free("case", "Letter case of the action does not matter", action="STS:getcalleridentity", identity=[deny("*")]),
    _free("boundary", "A permissions boundary that allows nothing", identity=FULL, permissions_boundary=[]),
    _free("session", "A session policy that denies", principal=S, identity=FULL, session=_DENIED),
    _free("scp", "A service control policy that denies", identity=FULL, service_control=[_DENIED]),
    _free("scp-silent", "A level of service control policies that allows nothing", identity=FULL, service_control=[[]]),
    _free("rcp", "A resource control policy that denies", identity=FULL,
          resource_control=[[*grant("*", "*"), *refuse("*", "sts:*")]]),
    _free("endpoint", "An endpoint policy that denies", identity=FULL, endpoint=_LAYERS["endpoint"]),
    _free("every-layer", "Every layer denies at once", principal=S, **_LAYERS),
    _free("root", "The root user under a service control policy that denies", principal=ROOT_A, service_control=[_DENIED]),
    _free("federated", "A federated user without session policies", principal=F, request={"issuing_user": U}),
    _free("other-account", "A resource of another account changes nothing", owner=B, identity=[deny("*")]),
    _free("anonymous", "A caller without credentials needs a grant as usual", "implicit:resource", principal="anonymous"),
    _free("service", "A service needs a grant as usual", "implicit:resource", principal="ec2.amazonaws.com"),
    _free("neighbor", "GetAccessKeyInfo is an ordinary action", EXPLICIT, action="sts:GetAccessKeyInfo", identity=_DENIED),
    _free("neighbor-silent", "The name must be complete", "implicit:identity", action="sts:GetCallerIdentityX"),
    _free("namesake", "The service must be STS", "implicit:identity", action="iam:GetCallerIdentity"),
    _free("token", "GetSessionToken needs no permission either", action=_TOKEN),
    _free("token-deny", "GetSessionToken under an explicit deny", action=_TOKEN, identity=_DENIED, evidence="?"),
    _free("token-heeded", "GetSessionToken under a Deny that the owner lets count", EXPLICIT, action=_TOKEN,
          identity=_DENIED, request=_HEEDED, evidence="R"),
    _free("token-heeded-scp", "The same by a service control policy", "explicit:service_control", action=_TOKEN,
          identity=FULL, service_control=[_DENIED], request=_HEEDED, evidence="R"),
    _free("token-heeded-silent", "No Deny applies: silence takes nothing away", action=_TOKEN, identity=[deny("iam:*")],
          permissions_boundary=[], service_control=[[]], request=_HEEDED, evidence="R"),
    _free("heeded-identity", "The setting concerns session tokens only", identity=_DENIED, request=_HEEDED, evidence="R"),
    _free("heeded-ordinary", "It changes nothing for ordinary actions", "implicit:identity", action="s3:GetObject",
          on=f"arn:aws:s3:::b-{A}/k", request=_HEEDED, evidence="R"),
]  # fmt: skip
