"""The attributes of a SAML assertion, and the condition keys that they become.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html#saml-attribute-mapping
"""

from collections.abc import Mapping
from typing import Final

from lxml import etree

from limen.authn.hardened_xml import text_of
from limen.authn.proofs.saml_response import NAMES
from limen.policy.catalog import find_context_key
from limen.policy.match.context import AMBIGUOUS, ContextValue

SAML_PREFIX: Final = "https://aws.amazon.com/SAML/Attributes/"

_EDU_PERSON: Final = "urn:oid:1.3.6.1.4.1.5923.1.1.1."
_EDU_ORG: Final = "urn:oid:1.3.6.1.4.1.5923.1.2.1."
_CLAIMS: Final = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
_PILOT: Final = "urn:oid:0.9.2342.19200300.100.1."
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    f"{_EDU_PERSON}1": ("edupersonaffiliation",),
    f"{_EDU_PERSON}2": ("edupersonnickname",),
    f"{_EDU_PERSON}3": ("edupersonorgdn",),
    f"{_EDU_PERSON}4": ("edupersonorgunitdn",),
    f"{_EDU_PERSON}5": ("edupersonprimaryaffiliation",),
    f"{_EDU_PERSON}6": ("edupersonprincipalname",),
    f"{_EDU_PERSON}7": ("edupersonentitlement",),
    f"{_EDU_PERSON}8": ("edupersonprimaryorgunitdn",),
    f"{_EDU_PERSON}9": ("edupersonscopedaffiliation",),
    f"{_EDU_PERSON}10": ("edupersontargetedid",),
    f"{_EDU_PERSON}11": ("edupersonassurance",),
    f"{_EDU_ORG}2": ("eduorghomepageuri",),
    f"{_EDU_ORG}3": ("eduorgidentityauthnpolicyuri",),
    f"{_EDU_ORG}4": ("eduorglegalname",),
    f"{_EDU_ORG}5": ("eduorgsuperioruri",),
    f"{_EDU_ORG}6": ("eduorgwhitepagesuri",),
    "urn:oid:2.5.4.3": ("cn", "commonname"),
    "urn:oid:2.5.4.4": ("surname",),
    "urn:oid:2.5.4.42": ("givenname",),
    "urn:oid:2.5.4.45": ("x500uniqueidentifier",),
    f"{_PILOT}1": ("uid",),
    f"{_PILOT}3": ("mail",),
    f"{_PILOT}45": ("organizationstatus",),
    f"{_CLAIMS}name": ("name",),
    f"{_CLAIMS}givenname": ("givenname",),
    f"{_CLAIMS}surname": ("surname",),
    f"{_CLAIMS}emailaddress": ("mail",),
    "http://schemas.xmlsoap.org/claims/CommonName": ("commonname",),
    "http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid": ("primarygroupsid",),
}
"""Names of attributes, and the condition keys below `saml:` that have their values."""

Attributes = Mapping[str, tuple[str, ...]]


def read_attributes(assertion: etree._Element) -> Attributes:
    """The values by name; those of attributes with the same name together, empty ones left out."""
    found: dict[str, list[str]] = {}
    for attribute in assertion.findall("saml:AttributeStatement/saml:Attribute", NAMES):
        values = map(text_of, attribute.findall("saml:AttributeValue", NAMES))
        found.setdefault(attribute.get("Name", ""), []).extend(value for value in values if value)
    return {name: tuple(values) for name, values in found.items()}


def saml_keys(attributes: Attributes) -> dict[str, ContextValue]:
    """Condition keys in lower case. A key that has one value is ambiguous if there are several."""
    keys: dict[str, ContextValue] = {}
    for name, values in attributes.items():
        for key in _KEYS.get(name, ()) if values else ():
            known = find_context_key(f"saml:{key}")
            single = values[0] if len(values) == 1 and f"saml:{key}" not in keys else AMBIGUOUS
            keys[f"saml:{key}"] = values if known is not None and known.is_multivalued else single
    return keys
