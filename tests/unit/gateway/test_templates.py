import pytest

from limen.gateway.templates import (
    AmbiguousValueError,
    TemplateError,
    Values,
    find_extension,
    find_query,
    parse_template,
)
from tests.unit.gateway.tables import request


def values(path="/docs/a.pdf", asked=None, **captured):
    return Values(asked or request("GET", path), "GET", "files.example.com", path, captured)


@pytest.mark.parametrize(
    ("text", "path", "filled"),
    [
        ("plain", "/", "plain"),
        ("share/{path}", "/docs/a.pdf", "share/docs/a.pdf"),
        ("share/{path}", "/", "share/"),
        ("share/{path}", "/docs/", "share/docs/"),
        ("{host}:{method}", "/", "files.example.com:GET"),
        ("{file}", "/docs/a.pdf", "a.pdf"),
        ("{file}", "/docs/", "docs"),
        ("{extension}", "/docs/a.PDF", "pdf"),
        ("{extension}", "/docs/a", None),
        ("{extension}", "/docs.d/", None),
        ("x{extension}", "/docs/a", None),
    ],
)
def test_a_template_is_filled_from_the_request(text, path, filled):
    assert parse_template(text).fill(values(path)) == filled


def test_a_template_is_filled_from_what_the_pattern_captured():
    template = parse_template("{user}/{rest}", {"user", "rest"})
    assert template.fill(values(user="ann", rest="a/b")) == "ann/a/b"


def test_braces_in_values_are_not_placeholders():
    assert parse_template("{path}").fill(values("/{host}")) == "{host}"


@pytest.mark.parametrize(
    ("path", "extension"),
    [
        ("/a.pdf", "pdf"), ("/a.tar.GZ", "gz"), ("/.hidden", None), ("/.hidden.key", "key"), ("/a.", None),
        ("/a", None), ("/a.d/b", None), ("/a.pdf/", None), ("/..a", None), ("/", None),
    ],
)  # fmt: skip
def test_an_extension_is_behind_the_last_dot(path, extension):
    assert find_extension(path) == extension


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("", None), ("a=1", None), ("v=1", "1"), ("a=1&v=2", "2"), ("v=", ""), ("v", ""), ("v=a%20b+c", "a b c"),
        ("v=caf%C3%A9", "café"), ("%76=1", "1"), ("v=1=2", "1=2"),
    ],
)  # fmt: skip
def test_a_query_parameter_has_one_value(query, value):
    assert find_query(query, "v") == value


@pytest.mark.parametrize("query", ["v=1&v=1", "v=1&V=2", "V=1", "v=1;a=2", "a=1;v=2", "v=%ff", "v=1&%76=2", "+v=1"])
def test_a_query_parameter_that_servers_read_differently_is_ambiguous(query):
    with pytest.raises(AmbiguousValueError):
        find_query(query, "v")


def test_a_header_has_one_value():
    template = parse_template("{header:x-tag}")
    assert template.fill(values(asked=request("GET", "/", x__tag="red"))) == "red"
    assert template.fill(values()) is None


@pytest.mark.parametrize("names", [("x-tag", "x-tag"), ("x-tag", "x_tag"), ("x_tag",)])
def test_a_header_that_servers_read_differently_is_ambiguous(names):
    asked = request("GET", "/")
    object.__setattr__(asked, "headers", tuple((name, "red") for name in names))
    with pytest.raises(AmbiguousValueError):
        parse_template("{header:x-tag}").fill(values(asked=asked))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not matched by another"),
        ("}", "not matched by another"),
        ("{a}", "not known here; known are extension, file, host, method, path, query:NAME and header:NAME"),
        ("{}", "not known here"),
        ("{rest}", "the path has no"),
        ("{body:x}", "come from query: or header:"),
        ("{query:}", "header's name"),
        ("{header:X-Tag}", "lower-case letters"),
        ("{header:authorization}", "secret"),
        ("{header:cookie}", "secret"),
    ],
)
def test_a_malformed_template_is_refused(text, message):
    with pytest.raises(TemplateError, match=message):
        parse_template(text)
