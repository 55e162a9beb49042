"""XML from untrusted senders: no document type, no entity, no file, no network, no comments.

Comments are dropped while parsing, so that `admin<!-- -->.evil` is one text and not the text `admin`.
https://cheatsheetseries.owasp.org/cheatsheets/XML_Security_Cheat_Sheet.html
"""

from typing import Final

from lxml import etree

from limen.errors import LimenError

_FORBIDDEN: Final = ("<!DOCTYPE", "<!ENTITY")


class XMLError(LimenError):
    """The text is not XML, or it has what is not accepted in it."""


class DocumentTypeError(XMLError):
    """The document has a document type, with which entities could be declared."""


def parse_xml(text: str) -> etree._Element:
    """The root of a document; raises `XMLError`. The declared encoding does not matter, since `text` is decoded."""
    if any(word in text for word in _FORBIDDEN):
        raise DocumentTypeError("The document must not have a document type.")
    try:
        return etree.fromstring(text.encode(), make_parser())
    except (etree.XMLSyntaxError, ValueError):
        raise XMLError("The document is not well-formed XML.") from None


def make_parser() -> etree.XMLParser:
    """A parser for one document, also for libraries that parse by themselves."""
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def text_of(element: etree._Element | None) -> str:
    """The text of an element without children, without the white space around it; empty if there is none."""
    return "" if element is None or len(element) else (element.text or "").strip()
