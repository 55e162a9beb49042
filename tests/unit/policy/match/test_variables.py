import pytest

from limen.domain.principals import Anonymous, IAMUser, RoleSession, RootUser
from limen.policy.match.context import Context
from limen.policy.match.variables import Literal, Variable, find_variables, parse_template, plain_text, render_template
from limen.policy.syntax.document import Version

CONTEXT: Context = {
    "aws:principaltag/team": "blue",
    "empty": "",
    "many": ("a",),
    "nested": "${aws:username}",
    "star": "*",
}
BOB = IAMUser("111111111111", "bob", id="AIDABOB")


def render(text, principal=BOB, version=Version.V2012):
    return render_template(parse_template(text, version), CONTEXT, principal)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("plain", "plain"),
        ("${aws:username}", "bob"),
        ("${AWS:UserName}", "bob"),
        ("a/${aws:PrincipalTag/Team}/${aws:username}/b", "a/blue/bob/b"),
        ("${absent}", None),
        ("x${absent}", None),
        ("${many}", None),
        ("${many, 'd'}", None),
        ("${empty}", ""),
        ("${empty, 'd'}", ""),
        ("${absent, 'company-wide'}", "company-wide"),
        ("${absent, ''}", ""),
        ("${absent, '*'}", "*"),
        ("${nested}", "${aws:username}"),
        ("${$}{aws:username}", "${aws:username}"),
        ("${*}${?}${$}", "*?$"),
        ("${aws:username", "${aws:username"),
        ("${}", "${}"),
        ("${aws:user name}", "${aws:user name}"),
        ("${a,'b'}", "${a,'b'}"),
        ("${${aws:username}}", "${${aws:username}}"),
        ("$aws:username", "$aws:username"),
        ("{aws:username}", "{aws:username}"),
        ("${ } ${aws:username}", "${ } bob"),
        ("} ${ } ${aws:username}", "} ${ } bob"),
        ("${absent, 'a}b'}c", "a}bc"),
        ("${", "${"),
        ("a${", "a${"),
    ],
)
def test_templates(text, expected):
    assert render(text) == expected


@pytest.mark.parametrize("text", ["${aws:username}", "${*}", "${absent, 'd'}"])
def test_in_2008_a_template_is_text(text):
    assert render(text, version=Version.V2008) == text


@pytest.mark.parametrize(
    ("principal", "name", "user_id"),
    [
        (BOB, "bob", "AIDABOB"),
        (RootUser("111111111111"), None, "111111111111"),
        (RoleSession("111111111111", "R", "s", role_id="AROAR"), None, "AROAR:s"),
        (RoleSession("111111111111", "R", "s"), None, None),
        (IAMUser("111111111111", "bob"), "bob", None),
        (Anonymous(), None, "anonymous"),
    ],
)
def test_identity_variables(principal, name, user_id):
    assert render("${aws:username}", principal) == name
    assert render("${aws:userid}", principal) == user_id


def test_the_text_of_a_template_without_variables():
    assert plain_text(parse_template("a${*}b", Version.V2012)) == "a*b"
    assert plain_text(parse_template("a${b}", Version.V2012)) is None


def test_no_part_of_a_template_is_empty():
    assert parse_template("${aws:username}", Version.V2012) == (Variable("aws:username", "aws:username"),)
    assert parse_template("a${*}${ }", Version.V2012) == ("a", Literal("*"), "${ }")


def test_variables_keep_their_spelling():
    names = [variable.name for variable in find_variables("${aws:PrincipalTag/Team}-${*}-${b, 'c'}", Version.V2012)]
    assert names == ["aws:PrincipalTag/Team", "b"]
