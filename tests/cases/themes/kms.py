"""KMS keys: the key policy comes first (spec policy 6.12)."""

from tests.cases.writing import (
    ALLOWED,
    FULL,
    IMPLICIT,
    ROOT_A,
    A,
    B,
    F,
    R,
    S,
    U,
    allow,
    case,
    deny,
    grant,
    refuse,
    when,
)  # fmt: skip

KEY = f"arn:aws:kms:eu-west-1:{A}:key/1234"
_FAR_KEY = f"arn:aws:kms:eu-west-1:{B}:key/1234"
_ENABLED = grant(ROOT_A, "kms:*")
_MAY = [allow("kms:Decrypt")]
_SILENT = "implicit:resource"


def _key(identifier, title, expect, **more):
    return case(f"kms-{identifier}", "6.12", title, expect, **({"action": "kms:Decrypt", "on": KEY} | more))


CASES = [
    _key("enabled-identity", "The account is enabled, identity allows", ALLOWED, identity=_MAY, resource=_ENABLED),
    _key("enabled-silent", "The account is enabled, identity is silent", IMPLICIT, identity={}, resource=_ENABLED),
    _key("enabled-denies", "The account is enabled, identity denies", "explicit:identity", identity=[*FULL, deny("kms:*")],
         resource=_ENABLED),
    _key("enabled-bounded", "The account is enabled, the boundary is silent", "implicit:permissions_boundary",
         identity=_MAY, permissions_boundary={}, resource=_ENABLED),
    _key("enabled-root", "The account is enabled, root calls", ALLOWED, principal=ROOT_A, resource=_ENABLED),
    _key("disabled-identity", "The account is not enabled: identity has no effect", _SILENT, identity=FULL,
         resource=grant(R, "kms:*")),
    _key("disabled-root", "The account is not enabled: not even root", _SILENT, principal=ROOT_A, resource=grant(U, "kms:*")),
    _key("no-policy", "No key policy in the scenario", _SILENT, identity=FULL),
    _key("empty-policy", "An empty key policy", _SILENT, identity=FULL, resource={}),
    _key("user", "A user is named: identity not needed", ALLOWED, resource=grant(U, "kms:Decrypt")),
    _key("user-bounded", "A user is named: boundary does not limit", ALLOWED, permissions_boundary={},
         resource=grant(U, "kms:Decrypt")),
    _key("user-other-action", "A user is named for another action", _SILENT, identity=FULL, resource=grant(U, "kms:Encrypt")),
    _key("role", "A role is named: identity not needed", ALLOWED, principal=S, resource=grant(R, "kms:Decrypt")),
    _key("role-bounded", "A role is named: boundary limits", "implicit:permissions_boundary", principal=S,
         permissions_boundary={}, resource=grant(R, "kms:Decrypt")),
    _key("role-session-policy", "A role is named: session policy limits", "implicit:session", principal=S, session={},
         resource=grant(R, "kms:Decrypt")),
    _key("denies", "The key policy denies", "explicit:resource", identity=FULL, resource=_ENABLED + refuse("*", "kms:Decrypt")),
    _key("denies-root", "The key policy denies root", "explicit:resource", principal=ROOT_A,
         resource=_ENABLED + refuse("*", "kms:Decrypt")),
    _key("cross-account", "Another account's key, both sides allow", ALLOWED, on=_FAR_KEY, owner=B, identity=_MAY,
         resource=grant(A, "kms:Decrypt")),
    _key("cross-identity-silent", "Another account's key, identity is silent", IMPLICIT, on=_FAR_KEY, owner=B, identity={},
         resource=grant(A, "kms:Decrypt")),
    _key("cross-user-named", "Another account's key names the user, identity is silent", IMPLICIT, on=_FAR_KEY, owner=B,
         identity={}, resource=grant(U, "kms:Decrypt")),
    _key("cross-key-silent", "Another account's key enables its own account only", _SILENT, on=_FAR_KEY, owner=B,
         identity=_MAY, resource=grant(B, "kms:*")),
    _key("via-service", "The caller may only come through a service: it does", ALLOWED, identity=_MAY,
         resource=grant(ROOT_A, "kms:*", Condition=when("StringEquals", "kms:ViaService", "s3.eu-west-1.amazonaws.com")),
         context={"kms:ViaService": "s3.eu-west-1.amazonaws.com"}),
    _key("via-service-directly", "The caller may only come through a service: it does not", _SILENT, identity=_MAY,
         resource=grant(ROOT_A, "kms:*", Condition=when("StringEquals", "kms:ViaService", "s3.eu-west-1.amazonaws.com"))),
    _key("encryption-context", "The encryption context must fit: it does", ALLOWED,
         resource=grant(U, "kms:Decrypt", Condition=when("StringEquals", "kms:EncryptionContext:app", "web")),
         context={"kms:EncryptionContext:app": "web"}),
    _key("encryption-context-other", "The encryption context must fit: it does not", _SILENT, identity=FULL,
         resource=grant(U, "kms:Decrypt", Condition=when("StringEquals", "kms:EncryptionContext:app", "web")),
         context={"kms:EncryptionContext:app": "batch"}),
    _key("key-policy-arn", "The key policy names its own ARN", ALLOWED, resource=grant(U, "kms:Decrypt", KEY)),
    _key("key-policy-other-arn", "The key policy names another ARN", _SILENT, identity=FULL,
         resource=grant(U, "kms:Decrypt", f"{KEY}5")),
    _key("service", "A service is named", ALLOWED, principal="logs.amazonaws.com",
         resource=grant({"Service": "logs.amazonaws.com"}, "kms:Decrypt")),
    _key("alias", "An alias is an ordinary resource", ALLOWED, action="kms:CreateAlias",
         on=f"arn:aws:kms:eu-west-1:{A}:alias/web", identity=FULL),
    _key("list", "Listing keys concerns no key", ALLOWED, action="kms:ListKeys", on="*", owner=None, identity=[allow("kms:ListKeys")]),
    _key("federated-user", "A federated user, account enabled, session policy allows", ALLOWED, principal=F,
         identity=_MAY, session=_MAY, resource=_ENABLED),
    _key("other-service", "Another service's action on a key's ARN is not strict", ALLOWED, action="tag:GetResources",
         identity=[allow("tag:GetResources")]),
]  # fmt: skip
