"""XML from untrusted senders."""

import pytest

from limen.authn.hardened_xml import DocumentTypeError, XMLError, parse_xml, text_of

BOMB = '<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]><a>&c;</a>'
FILE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
REMOTE = '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>'


@pytest.mark.parametrize("text", [BOMB, FILE, REMOTE, BOMB.replace("<a>&c;</a>", '<a b="&c;"/>')])
def test_a_document_type_is_refused(text: str):
    with pytest.raises(DocumentTypeError):
        parse_xml(text)


@pytest.mark.parametrize("text", ["", "x", "<a>", "<a/><b/>", "<a>&b;</a>", "<a>\x00</a>", "<a>" * 1000, "\ud7ff<a/>"])
def test_what_is_not_well_formed_is_refused(text: str):
    with pytest.raises(XMLError):
        parse_xml(text)


def test_the_declared_encoding_hides_nothing():
    hidden = '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>'
    with pytest.raises(XMLError):
        parse_xml(hidden)


def test_comments_do_not_divide_texts():
    root = parse_xml("<a>admin<!-- x -->.evil<?x y?>.com</a>")
    assert text_of(root) == "admin.evil.com"


def test_a_text_is_that_of_an_element_without_children():
    root = parse_xml("<a> x <b>y</b> </a>")
    assert (text_of(root), text_of(root[0]), text_of(None)) == ("", "y", "")
