"""The resource of an operation, as its declaration states it (spec policy 2.3, 5.6, 5.7)."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from limen.domain.iam.credentials import SERVER_CERTIFICATE_KIND
from limen.domain.iam.providers import OIDC_KIND, SAML_KIND


class Form(Enum):
    """How the resource's ARN is found."""

    NAMED = auto()  # an existing entity by its name
    NAMED_OR_ALL = auto()  # the same, or all entities of the kind if the call says `AllUsers`
    CREATED = auto()  # the ARN that the call would create, from name and path
    POLICY_ARN = auto()  # a managed policy by the ARN in the call
    COLLECTION = auto()  # all entities of a kind: `user/`, `role/` (spec policy 2.3)
    ACCESS_KEY = auto()  # the user that owns an access key
    SOURCE_ARN = auto()  # an entity by an ARN in the call
    EVERYTHING = auto()  # `*`
    ROLE_ARN = auto()  # a role, perhaps another account's, by the ARN in the call
    FEDERATED_ROLE = auto()  # a role that an identity without credentials assumes, by the ARN in the call
    UNRESTRICTED = auto()  # no permission is needed (spec policy 6.9)
    MFA_DEVICE = auto()  # an MFA device by its serial number
    PROVIDER_ARN = auto()  # an identity provider by the ARN in the call
    PROVIDER_URL = auto()  # the OIDC provider that the call would create, from its URL
    SERVICE_LINKED_ROLE = auto()  # the role that the call would create, from the name of a service
    DELETION_TASK = auto()  # the service-linked role that a deletion task is about
    FEDERATED_USER = auto()  # the ARN of the federated user that the call would create


WITHOUT_PARAMETER: Final = frozenset({Form.EVERYTHING, Form.UNRESTRICTED, Form.COLLECTION})


CREATING: Final = frozenset({Form.CREATED, Form.PROVIDER_URL})


@dataclass(frozen=True, slots=True)
class Target:
    """An operation's resource: the `kind` in its ARN, the parameter that names it, and how messages show it.

    `is_shown_short` prints `role NAME` in the denial text where AWS was observed to do so (spec policy 7.5).
    `tag_action` is also needed when a creating call carries tags. `new_name` is the parameter that renames an entity
    (`NewPath` changes its path); `passes_role` says that the call passes the role in `RoleName` to a service.
    """

    form: Form
    kind: str = ""
    parameter: str = ""
    is_shown_short: bool = False
    is_shown_whole: bool = False
    tag_action: str = ""
    new_name: str = ""
    passes_role: bool = False

    def __post_init__(self) -> None:
        """Refuse a target whose parts do not match its form."""
        if bool(self.parameter) is (self.form in WITHOUT_PARAMETER):
            raise ValueError(f"{self.form.name}: parameter {self.parameter!r} does not fit")
        if self.tag_action and self.form not in CREATING:
            raise ValueError(f"{self.form.name}: only a creating call has a tag action")
        if (self.new_name or self.passes_role) and self.form is not Form.NAMED:
            raise ValueError(f"{self.form.name}: only a named entity is renamed or given a role")


EVERYTHING: Final = Target(Form.EVERYTHING)
UNRESTRICTED: Final = Target(Form.UNRESTRICTED)
USER: Final = Target(Form.NAMED, "user", "UserName")
GROUP: Final = Target(Form.NAMED, "group", "GroupName")
ROLE: Final = Target(Form.NAMED, "role", "RoleName")
INSTANCE_PROFILE: Final = Target(Form.NAMED, "instance-profile", "InstanceProfileName")
TAGGED_USER: Final = Target(Form.NAMED, "user", "UserName", is_shown_whole=True)
TAGGED_ROLE: Final = Target(Form.NAMED, "role", "RoleName", is_shown_whole=True)
TAGGED_INSTANCE_PROFILE: Final = Target(Form.NAMED, "instance-profile", "InstanceProfileName", is_shown_whole=True)
SERVER_CERTIFICATE: Final = Target(Form.NAMED, SERVER_CERTIFICATE_KIND, "ServerCertificateName")
TAGGED_SERVER_CERTIFICATE: Final = Target(
    Form.NAMED, SERVER_CERTIFICATE_KIND, "ServerCertificateName", is_shown_whole=True
)
TAGGED_POLICY: Final = Target(Form.POLICY_ARN, "policy", "PolicyArn", is_shown_whole=True)
MANAGED_POLICY: Final = Target(Form.POLICY_ARN, "policy", "PolicyArn")
OIDC_PROVIDER: Final = Target(Form.PROVIDER_ARN, OIDC_KIND, "OpenIDConnectProviderArn")
SAML_PROVIDER: Final = Target(Form.PROVIDER_ARN, SAML_KIND, "SAMLProviderArn")
MFA_DEVICE: Final = Target(Form.MFA_DEVICE, "mfa", "SerialNumber")
POLICY_SOURCE: Final = Target(Form.SOURCE_ARN, parameter="PolicySourceArn")
