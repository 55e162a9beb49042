"""The kinds of proof that an operation's declaration can name."""

from enum import Enum


class ProofKind(Enum):
    """What a call of the operation proves, in addition to or instead of a signature."""

    SIGNATURE = "signature"
    MFA_CODE = "signature, and the code of an MFA device if one is given"
    WEB_IDENTITY = "a web identity token instead of a signature"
    SAML_ASSERTION = "a SAML assertion instead of a signature"

    @property
    def replaces_signature(self) -> bool:
        """Whether the proof itself says who is calling, so that a request without a signature is accepted."""
        return self in {ProofKind.WEB_IDENTITY, ProofKind.SAML_ASSERTION}
