import pytest

from limen.server.routes import Route, find_route
from limen.wire.http import HTTPRequest


def signed_for(service):
    return (("authorization", f"AWS4-HMAC-SHA256 Credential=AKIA/20260301/us-east-1/{service}/aws4_request, ..."),)


SIGNED = signed_for("iam")


def request(method, path, query="", headers=()):
    return HTTPRequest(method, path, query, tuple(headers), b"")


@pytest.mark.parametrize(
    ("asked", "route"),
    [
        (request("POST", "/", headers=SIGNED), Route.API),
        (request("GET", "/", headers=SIGNED), Route.API),
        (request("GET", "/", "Action=GetCallerIdentity&X-Amz-Signature=abc"), Route.API),
        (request("POST", "/", "NoX-Amz-Signature=abc"), Route.API_UNSIGNED),
        (request("GET", "/console/", headers=SIGNED), Route.API),
        (request("DELETE", "/", headers=SIGNED), Route.API_METHOD_UNKNOWN),
        (request("PUT", "/analyzer", headers=signed_for("access-analyzer")), Route.API),
        (request("DELETE", "/tags/a%2Fb", headers=signed_for("access-analyzer")), Route.API),
        (request("OPTIONS", "/analyzer", headers=signed_for("access-analyzer")), Route.API_METHOD_UNKNOWN),
        (request("HEAD", "/bucket/key", headers=signed_for("s3")), Route.API),
        (request("PUT", "/", headers=signed_for("sts")), Route.API_METHOD_UNKNOWN),
        (request("POST", "/"), Route.API_UNSIGNED),
        (request("GET", "/", "Action=ListUsers"), Route.API_UNSIGNED),
        (request("GET", "/", "Version=2010-05-08&Action=ListUsers"), Route.API_UNSIGNED),
        (request("GET", "/", "NoAction=1"), Route.HOME),
        (request("GET", "/", headers=(("authorization", "Basic YTpi"),)), Route.HOME),
        (request("GET", "/"), Route.HOME),
        (request("HEAD", "/"), Route.HOME),
        (request("PUT", "/"), Route.METHOD_NOT_ALLOWED),
        (request("POST", "/v1/token"), Route.SIGN_IN),
        (request("GET", "/v1/token"), Route.METHOD_NOT_ALLOWED),
        (request("GET", "/federation", "Action=login"), Route.FEDERATION),
        (request("POST", "/federation"), Route.FEDERATION),
        (request("PUT", "/federation"), Route.METHOD_NOT_ALLOWED),
        (request("GET", "/healthz"), Route.HEALTH),
        (request("GET", "/readyz"), Route.READINESS),
        (request("GET", "/metrics"), Route.METRICS),
        (request("GET", "/metrics/"), Route.NOT_FOUND),
        (request("POST", "/readyz"), Route.METHOD_NOT_ALLOWED),
        (request("GET", "/console"), Route.HOME),
        (request("GET", "/console/"), Route.CONSOLE),
        (request("GET", "/favicon.ico"), Route.NOT_FOUND),
        (request("HEAD", "/console/users/alice"), Route.CONSOLE),
        (request("POST", "/console/users"), Route.METHOD_NOT_ALLOWED),
        (request("GET", "/signin"), Route.CONSOLE),
        (request("GET", "/signin/acme"), Route.CONSOLE),
        (request("GET", "/consoles"), Route.NOT_FOUND),
        (request("GET", "/docs"), Route.DOCUMENTATION),
        (request("HEAD", "/docs/lint/unknown-action"), Route.DOCUMENTATION),
        (request("POST", "/docs/lint"), Route.METHOD_NOT_ALLOWED),
        (request("GET", "/docsx"), Route.NOT_FOUND),
    ],
)
def test_where_a_request_goes(asked, route):
    assert find_route(asked) is route
