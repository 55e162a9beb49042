import os

import pytest

from limen.gateway.folder import SiteFolder
from limen.gateway.paths import PathCase
from limen.gateway.request_questions import (
    MAX_ACCESSES,
    RefusedRequestError,
    UnmappedRequestError,
    find_questions,
)
from tests.unit.gateway.tables import load_site, request, site_with


@pytest.fixture
def site(tmp_path):
    return load_site(tmp_path)


def asked(site, method, target, folder=None, **headers):
    """What is asked, as text: the action without its prefix, and the resource without its share."""
    questions = find_questions(site, request(method, target, **headers), folder)
    return [f"{q.action.split(':')[1]} {q.resource.removeprefix('arn:aws:files:::share/')}" for q in questions]


@pytest.mark.parametrize(
    ("method", "target", "questions"),
    [
        ("GET", "/docs/a.pdf", ["Read docs/a.pdf"]),
        ("HEAD", "/docs/a.pdf", ["Read docs/a.pdf"]),
        ("GET", "/docs/", ["List docs/"]),
        ("GET", "/", ["List "]),
        ("GET", "/docs/a%20b?x=1", ["Read docs/a b"]),
        ("PUT", "/docs/a", ["Write docs/a"]),
        ("DELETE", "/docs/a", ["Delete docs/a"]),
        ("MKCOL", "/new/", ["Write new/"]),
        ("GET", "/settings", ["ChangeSettings settings"]),
        ("POST", "/settings/users", ["ChangeSettings settings/users"]),
        ("OPTIONS", "/settings/users", ["ChangeSettings settings/users"]),
        ("GET", "/assets/logo.png", []),
        ("LOCK", "/docs/a", ["Write docs/a"]),
    ],
)
def test_a_request_is_asked_about_as_its_route_says(site, method, target, questions):
    assert asked(site, method, target) == questions


def test_a_question_has_the_condition_keys_and_tags_of_its_path(site):
    (question,) = find_questions(site, request("GET", "/docs/contract.pdf"))
    assert question.context == {
        "files:extension": "pdf",
        "aws:resourcetag/important": "true",
        "aws:resourcetag/team": "law",
    }
    (question,) = find_questions(site, request("GET", "/docs/plain"))
    assert question.context == {}, "what a path does not have is absent"


@pytest.mark.parametrize(
    ("method", "target"),
    [("POST", "/docs/a"), ("PATCH", "/docs/a"), ("PUT", "/assets/logo.png/.."), ("DELETE", "/assets/"), ("TRACE", "/")],
)
def test_what_no_route_is_about_is_refused(site, method, target):
    with pytest.raises(RefusedRequestError):
        find_questions(site, request(method, target))


def test_an_unmapped_request_is_named(site):
    with pytest.raises(UnmappedRequestError, match=r"No route of https://files\.example\.com is about PATCH /docs/a"):
        find_questions(site, request("PATCH", "/docs/a"))


def test_a_path_that_servers_read_differently_is_refused_as_malformed(site):
    with pytest.raises(RefusedRequestError, match="dot segment") as refusal:
        find_questions(site, request("GET", "/assets/../settings"))
    assert refusal.value.status == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"x-http-method-override": "DELETE"},
        {"x-http-method": "DELETE"},
        {"x_method_override": "DELETE"},
        {"x-original-url": "/settings"},
        {"x_rewrite_url": "/settings"},
        {"x_limen_user": "admin"},
        {"x-limen_user": "admin"},
    ],
)
def test_headers_that_give_a_request_a_second_meaning_are_refused(site, headers):
    with pytest.raises(RefusedRequestError) as refusal:
        find_questions(site, request("GET", "/docs/a", **headers))
    assert refusal.value.status == 400


@pytest.mark.parametrize("method", ["get", "GET ", "G\x00T", "", "GE(T", "A" * 40])
def test_a_malformed_method_is_refused(site, method):
    with pytest.raises(RefusedRequestError, match="malformed"):
        find_questions(site, request(method, "/docs/a"))


@pytest.mark.parametrize("query", ["_method=DELETE", "a=1&_METHOD=put", "a;_method=x"])
def test_a_method_in_the_query_is_refused(site, query):
    with pytest.raises(RefusedRequestError, match="_method"):
        find_questions(site, request("GET", f"/docs/a?{query}"))


def test_an_override_with_the_same_method_is_not_a_second_meaning(site):
    assert asked(site, "GET", "/docs/a", **{"x-http-method-override": "GET"}) == ["Read docs/a"]


# --- MOVE and COPY ---------------------------------------------------------------------------------------------------


def test_a_copy_reads_writes_and_replaces(site):
    assert asked(site, "COPY", "/docs/a", destination="https://files.example.com/docs/b") == [
        "Read docs/a",
        "Write docs/b",
        "Delete docs/b",
    ]


def test_a_move_deletes_its_source_besides(site):
    assert asked(site, "MOVE", "/docs/a", destination="/important/b") == [
        "Read docs/a",
        "Delete docs/a",
        "Write important/b",
        "Delete important/b",
    ]


def test_without_overwriting_nothing_is_deleted_at_the_destination(site):
    questions = asked(site, "MOVE", "/docs/a", destination="/docs/b", overwrite="F")
    assert questions == ["Read docs/a", "Delete docs/a", "Write docs/b"]


def test_the_destination_is_decided_by_its_own_route(site):
    questions = asked(site, "COPY", "/docs/a", destination="/settings/a")
    assert questions == ["Read docs/a", "ChangeSettings settings/a"]


@pytest.mark.parametrize(
    "destination",
    [
        None,
        "",
        "docs/b",
        "https://other.example.com/docs/b",
        "https://files.example.com.evil.example/docs/b",
        "https://files.example.com:8443/docs/b",
        "https://files.example.com@evil.example/docs/b",
        "ftp://files.example.com/docs/b",
        "//other.example.com/docs/b",
        "https://files.example.com",
        "https://files.example.com/docs/../settings/b",
        "https://files.example.com/docs%2fb",
        "https://files.example.com//docs/b",
        "https://files.example.com/docs/b?x=1",
        "https://files.example.com/docs/b#x",
        "https://[::1/docs/b",
        "/docs/b/",
        "/unmapped;x",
    ],
)
def test_a_destination_without_one_certain_meaning_is_refused(site, destination):
    headers = {} if destination is None else {"destination": destination}
    with pytest.raises(RefusedRequestError):
        find_questions(site, request("COPY", "/docs/a", **headers))


@pytest.mark.parametrize("name", ["destination", "overwrite"])
def test_a_repeated_header_of_webdav_is_refused(site, name):
    move = request("MOVE", "/docs/a", destination="/docs/b", overwrite="F")
    object.__setattr__(move, "headers", (*move.headers, (name, "x")))
    with pytest.raises(RefusedRequestError, match="more than once"):
        find_questions(site, move)


# --- collections -----------------------------------------------------------------------------------------------------

TREE_REQUESTS = [
    ("DELETE", "/docs/", {}),
    ("LOCK", "/docs/", {}),
    ("MOVE", "/docs/", {"destination": "/old/"}),
    ("COPY", "/docs/", {"destination": "/old/"}),
    ("PROPFIND", "/docs/", {}),
    ("PROPFIND", "/docs/", {"depth": "infinity"}),
    ("PROPFIND", "/docs/", {"depth": "Infinity"}),
]


@pytest.mark.parametrize(("method", "target", "headers"), TREE_REQUESTS)
def test_what_concerns_a_whole_collection_is_refused_where_its_members_are_not_known(site, method, target, headers):
    with pytest.raises(RefusedRequestError, match="collection with everything below it"):
        find_questions(site, request(method, target, **headers))


@pytest.mark.parametrize("depth", ["0", "1"])
def test_a_listing_of_one_level_is_one_question(site, depth):
    assert asked(site, "PROPFIND", "/docs/", depth=depth) == ["List docs/"]


@pytest.fixture
def share(tmp_path):
    """A folder as the site serves it, and its site."""
    root = tmp_path / "share"
    for name in ("docs/a.txt", "docs/sub/b.txt", "important/c.txt", "old/x.txt"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")
    site = site_with(
        tmp_path,
        f"root: {root}",
        """
        - path: /**/
          actions: {GET: files:List, PROPFIND: files:List, MKCOL: files:Write, DELETE: files:Delete}
        - path: /**
          actions: {GET: files:Read, PROPFIND: files:List, PUT: files:Write, DELETE: files:Delete}
        """,
    )
    return site, SiteFolder(root)


def test_the_deletion_of_a_collection_is_decided_on_every_member(share):
    site, folder = share
    assert sorted(asked(site, "DELETE", "/docs/", folder)) == [
        "Delete docs/",
        "Delete docs/a.txt",
        "Delete docs/sub/",
        "Delete docs/sub/b.txt",
    ]


def test_a_collection_named_without_its_slash_is_still_a_collection(share):
    site, folder = share
    questions = asked(site, "DELETE", "/docs", folder)
    assert questions[0] == "Delete docs"
    assert sorted(questions[1:]) == ["Delete docs/a.txt", "Delete docs/sub/", "Delete docs/sub/b.txt"]


def test_the_move_of_a_collection_is_decided_on_every_member_of_both_sides(share):
    site, folder = share
    assert sorted(asked(site, "MOVE", "/docs/sub/", folder, destination="/old/")) == [
        "Delete docs/sub/",
        "Delete docs/sub/b.txt",
        "Delete old/",
        "Delete old/x.txt",
        "List docs/sub/",
        "Read docs/sub/b.txt",
        "Write old/",
        "Write old/b.txt",
    ]


@pytest.fixture
def share_without_case(share, tmp_path):
    """The same where case does not matter, with a folder whose name folding changes."""
    _, folder = share
    (folder.root / "Straße/Sub").mkdir(parents=True)
    (folder.root / "Straße/Sub/Plan.TXT").write_text("x")
    site = site_with(
        tmp_path, f"root: {folder.root}\ncase: case-insensitive", "- {path: /**, methods: any, action: files:Delete}"
    )
    return site, SiteFolder(folder.root, PathCase.INSENSITIVE)


@pytest.mark.parametrize("target", ["/Stra%C3%9Fe/", "/STRASSE", "/strasse/", "/Stra%C3%9Fe"])
def test_a_collection_is_found_under_every_spelling_of_its_name(share_without_case, target):
    site, folder = share_without_case
    questions = asked(site, "DELETE", target, folder)
    assert sorted(questions[1:]) == [
        "Delete strasse/sub/",
        "Delete strasse/sub/plan.txt",
    ]


def test_what_is_not_there_in_any_spelling_has_no_members(share_without_case):
    site, folder = share_without_case
    assert asked(site, "DELETE", "/Nothing/at/all", folder) == ["Delete nothing/at/all"]
    assert asked(site, "DELETE", "/docs/a.txt/x/y", folder) == ["Delete docs/a.txt/x/y"]


def test_a_name_that_no_request_can_have_is_not_taken_for_another(share_without_case):
    site, folder = share_without_case
    (folder.root / "docs:stream").mkdir()
    (folder.root / os.fsdecode(b"docs\xff")).mkdir()
    assert "Delete docs/a.txt" in asked(site, "DELETE", "/DOCS", folder)


def test_two_names_that_differ_in_case_only_refuse_what_concerns_them(share_without_case):
    site, folder = share_without_case
    (folder.root / "DOCS").mkdir()
    with pytest.raises(RefusedRequestError, match="different case"):
        asked(site, "DELETE", "/docs/", folder)


def test_what_is_not_there_has_no_members(share):
    site, folder = share
    assert asked(site, "DELETE", "/nothing/", folder) == ["Delete nothing/"]


def test_a_symbolic_link_in_a_collection_refuses_it(share, tmp_path):
    site, folder = share
    (tmp_path / "share/docs/link").symlink_to("../important")
    with pytest.raises(RefusedRequestError, match="symbolic link"):
        asked(site, "DELETE", "/docs/", folder)
    with pytest.raises(RefusedRequestError, match="symbolic link"):
        asked(site, "DELETE", "/docs/link/", folder)


def test_a_name_that_is_not_text_refuses_its_collection(share, tmp_path):
    site, folder = share
    (tmp_path / "share/docs" / os.fsdecode(b"\xff")).touch()
    with pytest.raises(RefusedRequestError, match="not text"):
        asked(site, "DELETE", "/docs/", folder)


def test_a_collection_with_too_many_members_is_refused(share, tmp_path):
    site, folder = share
    for number in range(MAX_ACCESSES + 1):
        (tmp_path / f"share/old/{number}").touch()
    with pytest.raises(RefusedRequestError, match="more than"):
        asked(site, "DELETE", "/old/", folder)


def test_a_deep_collection_is_listed_without_recursion(share, tmp_path):
    site, folder = share
    here = str(tmp_path / "share/deep")
    for _ in range(1200):
        os.mkdir(here)  # noqa: PTH102 - a Path of that depth is slow
        here += "/d"
    assert len(asked(site, "DELETE", "/deep/", folder)) == 1200
    while here.endswith("/d"):  # What removes folders of tests is recursive.
        here = here.removesuffix("/d")
        os.rmdir(here)  # noqa: PTH106 - as above


def test_a_name_that_the_file_system_cannot_have_is_refused(share):
    site, folder = share
    with pytest.raises(RefusedRequestError, match="cannot be known"):
        asked(site, "DELETE", "/" + "a" * 300, folder)


def test_where_paths_may_end_with_a_slash_and_mean_one_thing(tmp_path):
    site = site_with(
        tmp_path, "collections: single", "- {path: /items/**, methods: [GET, DELETE], action: shop:Delete}"
    )
    assert len(find_questions(site, request("DELETE", "/items/3/"))) == 1


def test_an_action_and_a_resource_may_come_from_the_request(tmp_path):
    site = site_with(
        tmp_path,
        routes="""
        - path: /api/{kind}/**
          methods: any
          action: "web:{method}"
          resource: "arn:aws:web:::{host}/{kind}/{query:id}"
        """,
    )
    (question,) = find_questions(site, request("PATCH", "/api/orders/x?id=7"))
    assert (question.action, question.resource) == ("web:PATCH", "arn:aws:web:::files.example.com/orders/7")
    with pytest.raises(UnmappedRequestError, match="lacks a value"):
        find_questions(site, request("PATCH", "/api/orders/x"))
    with pytest.raises(RefusedRequestError, match="exactly once"):
        find_questions(site, request("PATCH", "/api/orders/x?id=7&id=8"))


def test_the_move_of_a_public_file_asks_only_about_what_is_not_public(site):
    questions = asked(site, "COPY", "/assets/logo.png", destination="/docs/logo.png", overwrite="F")
    assert questions == ["Write docs/logo.png"]


def test_accesses_with_different_condition_keys_are_different_questions(tmp_path):
    site = site_with(
        tmp_path,
        'context: {"files:Method": "{method}"}',
        "- {path: /**, methods: any, action: files:Change}",
    )
    questions = find_questions(site, request("MOVE", "/a", destination="/b"))
    assert [(each.resource[-1], each.context["files:method"]) for each in questions] == [
        ("a", "GET"),
        ("a", "DELETE"),
        ("b", "PUT"),
        ("b", "DELETE"),
    ]
