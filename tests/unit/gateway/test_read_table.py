from ipaddress import ip_network
from pathlib import Path

import pytest

from limen.config.yaml_elements import FileError
from limen.gateway.paths import PathCase
from limen.gateway.table import CallerKind, Collections, Origin
from tests.unit.gateway.tables import FILES, load, load_site, site_with

SITE = {
    "url": "https://files.example.com",
    "account": '"111122223333"',
    "routes": "[{path: /**, action: files:Read, resource: 'arn:aws:files:::share/{path}'}]",
}


def write(folder, head="sign_in: https://limen.example.com", **members):
    lines = "".join(f"\n  {name}: {value}" for name, value in ({**SITE, **members}).items() if value is not None)
    return f"{head}\nsites:\n- x: ~{lines}\n".replace("- x: ~\n  ", "- ")


def test_a_table_is_read(tmp_path):
    table = load(tmp_path)
    site = table.sites[0]
    assert table.sign_in == Origin("https", "limen.example.com")
    assert str(site.origin) == "https://files.example.com"
    assert (site.account, site.case, site.collections) == ("111122223333", PathCase.SENSITIVE, Collections.REFUSE)
    assert site.callers == {CallerKind.SESSION}
    assert site.identity_headers["x-limen-user"] == "user"
    assert [str(route) for route in site.routes[:3]] == ["GET /assets/**", "any /settings/**", "GET /**/"]
    assert site.routes[0].is_public
    assert not site.routes[1].is_public
    assert [route.line for route in site.routes] == [13, 15, *[19] * 4, *[21] * 5]
    assert site.routes[1].context[0][0] == "files:extension"


def test_only_this_computer_may_ask_unless_the_table_says_more(tmp_path):
    table = load(tmp_path)
    assert table.trusts("127.0.0.1")
    assert table.trusts("::1")
    assert not table.trusts("")
    assert table.trusts("::ffff:127.0.0.1"), "as a socket for both families shows it"
    assert not table.trusts("::ffff:10.0.0.1")
    assert not table.trusts("10.0.0.1")
    assert not table.trusts("garbage")
    table = load(tmp_path, "proxies: [10.0.0.0/8, 192.0.2.1]\n" + FILES)
    assert table.proxies == (ip_network("10.0.0.0/8"), ip_network("192.0.2.1"))
    assert table.trusts("10.1.2.3")
    assert not table.trusts("127.0.0.1")


def test_all_members_of_a_site(tmp_path):
    site = site_with(
        tmp_path,
        """
        case: case-insensitive
        callers: [session, basic, certificate]
        certificate_header: X-Client-Certificate
        service: files
        root: /srv/files
        identity_headers: {Remote-User: user, X-Team: tag/team}
        """,
        "- {path: /Docs/**, action: files:Read}",
    )
    assert site.case is PathCase.INSENSITIVE
    assert site.root == Path("/srv/files")
    assert site.collections is Collections.DECIDE, "a site with a folder decides on what is in it"
    assert site.callers == {CallerKind.SESSION, CallerKind.BASIC, CallerKind.CERTIFICATE}
    assert site.certificate_header == "x-client-certificate"
    assert site.service == "files"
    assert site.identity_headers == {"remote-user": "user", "x-team": "tag/team"}
    assert site.find_route("GET", "/docs/a") is not None


def test_a_route_without_methods_is_for_reading(tmp_path):
    site = site_with(tmp_path)
    assert site.find_route("GET", "/a")
    assert site.find_route("HEAD", "/a")
    assert site.find_route("PUT", "/a") is None
    assert site.find_route("OPTIONS", "/a") is None


def test_the_first_route_counts(tmp_path):
    site = load_site(tmp_path)
    for path, action in (("/settings/x", "ChangeSettings"), ("/settings", "ChangeSettings"), ("/settingsx", "Read")):
        found = site.find_route("GET", path)
        assert found is not None
        assert found[0].action.text == f"files:{action}"
    assert site.find_route("PATCH", "/a") is None


def test_a_route_may_have_its_own_resource_and_add_condition_keys(tmp_path):
    site = site_with(
        tmp_path,
        'context: {files:Extension: "{extension}"}',
        """
        - path: /u/{user}/**
          action: files:Read
          resource: arn:aws:files:::home/{user}/{rest}
          context: {files:Team: "{query:team}", files:Extension: "{file}"}
        """,
    )
    (route,) = site.routes
    assert route.resource.text == "arn:aws:files:::home/{user}/{rest}"
    assert {key: template.text for key, template in route.context} == {
        "files:extension": "{file}",
        "files:team": "{query:team}",
    }


def test_tags_are_found_by_path_and_the_first_of_a_key_counts(tmp_path):
    site = site_with(tmp_path, "tags:\n  /a/b: {Team: law}\n  /a/**: {team: all, secret: 'yes'}")
    assert dict(site.find_tags("/a/b")) == {"Team": "law", "secret": "yes"}
    assert dict(site.find_tags("/a/c")) == {"team": "all", "secret": "yes"}
    assert dict(site.find_tags("/b")) == {}


TWO = """
sign_in: https://limen.example.com
sites:
- url: http://localhost:8080
  account: "111122223333"
  routes: [{path: /**, public: true}]
- url: http://localhost:8081
  account: "111122223333"
  routes: [{path: /**, public: true}]
- url: https://files.example.com:443
  account: "111122223333"
  routes: [{path: /**, public: true}]
"""


@pytest.mark.parametrize(
    ("host", "port", "origin"),
    [
        ("localhost", 8080, "http://localhost:8080"),
        ("localhost", 8081, "http://localhost:8081"),
        ("localhost", 80, None),
        ("localhost", None, None),
        ("files.example.com", None, "https://files.example.com"),
        ("files.example.com", 443, "https://files.example.com"),
        ("files.example.com", 80, None),
        ("example.com", None, None),
    ],
)
def test_a_site_is_found_by_host_and_port(tmp_path, host, port, origin):
    site = load(tmp_path, TWO).find_site(host, port)
    assert (site and str(site.origin)) == origin


WRONG = [
    ({"url": None}, "a site needs url"),
    ({"account": None}, "a site needs account"),
    ({"routes": None}, "a site needs routes"),
    ({"url": "files.example.com"}, "is not a URL such as"),
    ({"url": "ftp://files.example.com"}, "is not the URL of a whole site"),
    ({"url": "https://files.example.com/a"}, "is not the URL of a whole site"),
    ({"url": "https://user@files.example.com"}, "is not a URL such as"),
    ({"url": "'https://*.example.com'"}, "is not a URL such as"),
    ({"account": "'12'"}, "is not an account id"),
    ({"acount": "1"}, "unknown member acount; did you mean account?"),
    ({"case": "insensitive"}, "unknown case insensitive; did you mean case-insensitive?"),
    ({"collections": "ask"}, "unknown value ask"),
    ({"collections": "decide"}, "the gate needs root"),
    ({"root": "files"}, "absolute path"),
    ({"callers": "[everybody]"}, "unknown value everybody"),
    ({"callers": "[]"}, "at least one of session, basic"),
    ({"callers": "[basic]"}, "need service"),
    ({"callers": "[certificate]"}, "need each other"),
    ({"certificate_header": "x-cert"}, "need each other"),
    ({"certificate_header": "'x cert'"}, "not the name of a header"),
    ({"service": "Files!"}, "not the prefix of a service"),
    ({"identity_headers": "{'a b': user}"}, "not the name of a header"),
    ({"identity_headers": "{x-user: name}"}, "known are user, arn"),
    ({"tags": "{a: {b: c}}"}, "a: a path pattern must begin with a slash"),
    ({"tags": "{/a: b}"}, "expected a mapping"),
    ({"routes": "[{action: files:Read}]"}, "a route needs path"),
    ({"routes": "[{path: /a}]"}, "a route needs exactly one of public"),
    ({"routes": "[{path: /a, action: x:Y, actions: {GET: x:Y}}]"}, "exactly one of public"),
    ({"routes": "[{path: /a, public: true, action: x:Y}]"}, "is not decided: it has no action"),
    ({"routes": "[{path: /a, public: false}]"}, "public must be true, or left out"),
    ({"routes": "[{path: /a, action: x:Y}]"}, "a route needs resource"),
    ({"resource": "a/b", "routes": "[{path: /a, action: x:Y}]"}, "first five parts are written out"),
    ({"resource": "'*'", "routes": "[{path: /a, action: x:Y}]"}, "first five parts are written out"),
    ({"resource": "'arn:aws:{host}:::x'", "routes": "[{path: /a, action: x:Y}]"}, "first five parts"),
    ({"resource": "'arn:aws:files:::'", "routes": "[{path: /a, action: x:Y}]"}, "first five parts"),
    ({"resource": "'arn:aws:files:::{x}'", "routes": "[{path: /a, action: x:Y}]"}, "{x} is not known here"),
    ({"resource": "'arn:aws:files:::{rest}'", "routes": "[{path: /a, action: x:Y}]"}, "the path has no"),
    ({"routes": "[{path: /a, action: read, resource: 'arn:aws:files:::x'}]"}, "not an action"),
    ({"routes": "[{path: /a, action: 'files:*', resource: 'arn:aws:files:::x'}]"}, "not an action"),
    ({"routes": "[{path: /a, methods: get, action: x:Y, resource: 'arn:aws:files:::x'}]"}, "capitals"),
    ({"routes": "[{path: /a, methods: [], action: x:Y, resource: 'arn:aws:files:::x'}]"}, "at least one, or any"),
    ({"routes": "[{path: /a, methods: MOVE, action: x:Y, resource: 'arn:aws:files:::x'}]"}, "two resources"),
    ({"routes": "[{path: /a, actions: {COPY: x:Y}, resource: 'arn:aws:files:::x'}]"}, "two resources"),
    ({"routes": "[{path: /a, methods: GET, actions: {GET: x:Y}, resource: 'arn:aws:files:::x'}]"}, "already names"),
    ({"context": "{Extension: x}"}, "not a condition key"),
    ({"context": "{'aws:PrincipalArn': '{header:x}'}"}, "the gate finds keys of aws: itself"),
    ({"context": "{'AWS:username': '{header:x}'}"}, "the gate finds keys of aws: itself"),
    ({"context": "{'files:X': '{header:cookie}'}"}, "secret"),
]


@pytest.mark.parametrize(("members", "message"), WRONG)
def test_what_is_wrong_with_a_site_is_reported_with_its_line(tmp_path, members, message):
    text = write(tmp_path, **members)
    with pytest.raises(FileError) as refusal:
        load(tmp_path, text)
    assert message in str(refusal.value)
    assert str(refusal.value).startswith(f"{tmp_path}/gate.yaml:")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "the file is empty"),
        ("a: [", 1, "expected the node content"),
        ("proxies: []", 1, "a route table needs sites"),
        ("sites: []", 1, "a route table needs sites"),
        ("proxies: [localhost]\n" + TWO, 1, "is not an address or a network"),
        (TWO.replace("8081", "8080"), 7, "http://localhost:8080 appears twice here"),
        (TWO.replace("sign_in: https://limen.example.com", ""), 3, "need sign_in"),
        (TWO.replace("limen.example.com", "limen.example.com/login"), 2, "not the URL of a whole site"),
        (TWO + "extra: 1", 13, "unknown member extra"),
    ],
)
def test_what_is_wrong_with_a_table_is_reported_with_its_line(tmp_path, text, line, message):
    with pytest.raises(FileError, match=message) as refusal:
        load(tmp_path, text)
    assert f"gate.yaml:{line}: " in str(refusal.value)


def test_a_site_without_browsers_needs_no_page_to_sign_in(tmp_path):
    text = TWO.replace("sign_in: https://limen.example.com", "").replace(
        "routes:", "callers: basic\n  service: web\n  routes:"
    )
    assert load(tmp_path, text).sign_in is None
