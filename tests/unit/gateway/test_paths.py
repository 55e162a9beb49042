import re
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.gateway.paths import (
    MAX_SEGMENTS,
    MAX_TARGET,
    AmbiguousPathError,
    PathCase,
    normalize_host,
    normalize_path,
    parse_target,
)

PLAIN = [
    ("/", "/"),
    ("/a", "/a"),
    ("/a/", "/a/"),
    ("/a/b.txt", "/a/b.txt"),
    ("/A/b", "/A/b"),
    ("/%61/%62", "/a/b"),
    ("/two%20words", "/two words"),
    ("/caf%C3%A9", "/café"),
    ("/100%25", "/100%"),
    ("/100%25.txt", "/100%.txt"),
    ("/what%3F", "/what?"),
    ("/a+b", "/a+b"),
    ("/...", "/..."),
    ("/.hidden", "/.hidden"),
    ("/a[1]|2^.txt", "/a[1]|2^.txt"),
    ("/a:b", "/a:b"),
    ("/..a/b..", "/..a/b.."),
]


@pytest.mark.parametrize(("raw", "path"), PLAIN)
def test_a_plain_path_is_decoded_once(raw, path):
    assert normalize_path(raw) == path


HOSTILE = {
    "nothing": "",
    "no slash": "settings",
    "absolute URI": "http://files.example.com/settings",
    "authority": "files.example.com:443",
    "asterisk": "*",
    "double slash at the start": "//settings",
    "double slash inside": "/docs//settings",
    "double slash at the end": "/docs//",
    "dot": "/docs/./x",
    "dots": "/docs/../settings",
    "dots at the end": "/docs/..",
    "encoded dot": "/docs/%2e/x",
    "encoded dots": "/docs/%2e%2e/settings",
    "half encoded dots": "/docs/.%2E/settings",
    "encoded slash": "/docs%2fsettings",
    "encoded slash in capitals": "/docs%2Fsettings",
    "encoded slash behind dots": "/docs/..%2fsettings",
    "double encoding of a slash": "/docs%252fsettings",
    "double encoding of dots": "/docs/%252e%252e/settings",
    "double encoding of a letter": "/%2573ettings",
    "backslash": "/docs\\settings",
    "encoded backslash": "/docs%5csettings",
    "backslash dots": "/docs/..%5C..%5Csettings",
    "path parameter": "/settings;x=1",
    "path parameter at dots": "/docs/..;/settings",
    "encoded semicolon": "/settings%3bx",
    "NUL": "/settings%00.png",
    "newline": "/settings%0aX",
    "carriage return": "/settings%0D",
    "raw control": "/settings\x01",
    "raw space": "/settings x",
    "delete": "/settings%7f",
    "C1 control": "/settings%C2%85",
    "raw Latin-1": "/caf\xe9",
    "not UTF-8": "/caf%E9",
    "overlong slash": "/docs%C0%AFsettings",
    "overlong dot": "/%C0%AE%C0%AE/settings",
    "surrogate": "/%ED%A0%80",
    "cut off UTF-8": "/%E2%82",
    "malformed percent": "/%",
    "malformed percent at the end": "/a%2",
    "malformed percent letters": "/%zz",
    "percent u": "/%u002e",
    "fragment": "/docs#/settings",
    "fullwidth slash": "/docs%EF%BC%8Fsettings",
    "fullwidth dots": "/docs/%EF%BC%8E%EF%BC%8E/settings",
    "fullwidth backslash": "/docs%EF%BC%BCsettings",
    "fullwidth semicolon": "/docs%EF%BC%9Bx",
    "fullwidth percent": "/docs%EF%BC%852e",
    "one dot leader": "/docs/%E2%80%A4%E2%80%A4/settings",
    "two dot leader": "/docs/%E2%80%A5/settings",
    "too many segments": "/a" * (MAX_SEGMENTS + 1),
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("case", PathCase)
def test_what_servers_read_differently_is_refused(raw, case):
    with pytest.raises(AmbiguousPathError):
        normalize_path(raw, case)


@pytest.mark.parametrize("raw", ["/Settings", "/SETTINGS", "/settings", "/%53ettings"])
def test_where_case_is_ignored_names_are_one(raw):
    assert normalize_path(raw, PathCase.INSENSITIVE) == "/settings"


def test_composed_and_decomposed_letters_are_one_where_case_is_ignored():
    composed, decomposed = quote("/Café"), quote("/Cafe\u0301")
    assert normalize_path(composed) != normalize_path(decomposed)
    assert normalize_path(composed, PathCase.INSENSITIVE) == normalize_path(decomposed, PathCase.INSENSITIVE)


@pytest.mark.parametrize("raw", ["/settings.", "/settings%20", "/settings./x", "/a::$DATA", "/settin~1", "/c:x"])
def test_names_that_windows_changes_are_refused_where_case_is_ignored(raw):
    normalize_path(raw)
    with pytest.raises(AmbiguousPathError, match="means another"):
        normalize_path(raw, PathCase.INSENSITIVE)


def test_a_target_has_path_and_query():
    target = parse_target("/docs/a%20b?x=/../y&z=%2f")
    assert (target.path, target.raw_path, target.raw_query) == ("/docs/a b", "/docs/a%20b", "x=/../y&z=%2f")


@pytest.mark.parametrize("query", ["a b", "a\r\nX: y", "a\tb", "\x00", "\x7f", "\xe9", "\N{EURO SIGN}", "a#b"])
def test_a_query_is_printable_ascii_without_a_fragment(query):
    """It is written into the `Location` header of a redirect."""
    with pytest.raises(AmbiguousPathError, match="query"):
        parse_target(f"/docs?{query}")


def test_a_target_has_a_longest_length():
    parse_target("/?" + "a" * (MAX_TARGET - 2))
    with pytest.raises(AmbiguousPathError, match="longer"):
        parse_target("/?" + "a" * (MAX_TARGET - 1))


@given(st.text(alphabet="/.%2eEfF5cC;\\~: aA\u00e9", min_size=1, max_size=20))
def test_what_is_accepted_is_stable(text):
    """An accepted path is its own decoded form, has no structure hidden in it, and is accepted again as the same."""
    try:
        path = normalize_path(quote("/" + text, safe="/%;\\~:."))
    except AmbiguousPathError:
        return
    assert "//" not in path
    assert not {".", ".."}.intersection(path.split("/"))
    assert not re.search(r"[\\;\x00-\x1f]", path)
    assert unquote(path) == path
    assert normalize_path(quote(path)) == path


LETTERS = st.characters(categories=["Lu", "Ll", "Nd", "Lo"])


@given(st.lists(st.text(LETTERS, min_size=1, max_size=8), max_size=5))
def test_ordinary_names_are_never_refused(names):
    path = "/" + "/".join(names)
    assert normalize_path(quote(path)) == path


HOSTS = [
    ("files.example.com", ("files.example.com", None)),
    ("FILES.example.COM", ("files.example.com", None)),
    ("files.example.com.", ("files.example.com", None)),
    ("files.example.com:8443", ("files.example.com", 8443)),
    ("localhost:80", ("localhost", 80)),
    ("127.0.0.1:8080", ("127.0.0.1", 8080)),
    ("[::1]", ("[::1]", None)),
    ("[::1]:8080", ("[::1]", 8080)),
]


@pytest.mark.parametrize(("text", "host"), HOSTS)
def test_a_host_has_one_form(text, host):
    assert normalize_host(text) == host


MALFORMED_HOSTS = [
    "", ":80", "a b", "a,b", "a/b", "a@b", "user:x@b", "a:", "a:x", "a:123456", "a..b", ".a", "-:", "caf\xe9.com",
    "::1", "[::1", "a\x00", "a\r\nb",
]  # fmt: skip


@pytest.mark.parametrize("text", MALFORMED_HOSTS)
def test_a_malformed_host_is_refused(text):
    with pytest.raises(AmbiguousPathError):
        normalize_host(text)
