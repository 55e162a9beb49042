"""Guards in real Flask, FastAPI, Django and Django REST framework."""

import asyncio
import json
from typing import Any

import django
import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import AsyncRequestFactory, RequestFactory
from fastapi import Depends, FastAPI
from flask import Flask
from httpx import ASGITransport, AsyncClient

from limen.gateway.client.django import requires as django_requires
from limen.gateway.client.fastapi import Requires
from limen.gateway.client.flask import requires as flask_requires
from limen.gateway.client.guard import Guard

SHARE = "arn:aws:files:::share/{path}"
EXPECTED = [
    ("friend", "docs/a.txt", 200),
    ("friend", "docs/a.key", 403),
    ("stranger", "docs/a.txt", 403),
    ("", "docs/a.txt", 401),
]
"""Who deletes what, with which result."""

APPLICATIONS = ["django.contrib.contenttypes", "django.contrib.auth", "rest_framework"]
REST = {"UNAUTHENTICATED_USER": None}

if not settings.configured:
    settings.configure(
        SECRET_KEY="for tests", ALLOWED_HOSTS=["testserver"], INSTALLED_APPS=APPLICATIONS, REST_FRAMEWORK=REST
    )
    django.setup()


def caller(request):
    return request.headers.get("x-user")


def extension(request):
    path = str(getattr(request, "path", "") or request.url.path)
    return {"files:Extension": path.rpartition(".")[2]}


@pytest.fixture
def guard(limen):
    return Guard(limen, caller, extension)


def check(status, body, expected):
    assert status == expected
    if expected == 403:
        answer = json.loads(body)
        found = answer.get("detail", answer)
        assert found["code"] == "AccessDenied"
        assert "files:Delete" in found["message"] or "no user stranger" in found["message"]


def flask_application(guard):
    application = Flask("guarded")

    @application.delete("/<path:path>")
    @flask_requires(guard, "files:Delete", SHARE)
    def remove(path):
        return f"deleted {path}"

    @application.get("/wrong")
    @flask_requires(guard, "files:Read", SHARE)
    def wrong():
        return "never"

    @application.get("/later/<path>")  # type: ignore[type-var]  # Flask does not type coroutines here
    @flask_requires(guard, "files:Read", SHARE)
    async def later(path: str) -> Any:
        return path

    return application.test_client()


@pytest.mark.parametrize(("user", "path", "status"), EXPECTED)
def test_flask(guard, user, path, status):
    got = flask_application(guard).delete(f"/{path}", headers={"x-user": user})
    check(got.status_code, got.data, status)
    assert (got.data == f"deleted {path}".encode()) is (status == 200)


def test_a_route_without_the_value_of_its_resource_is_refused(guard):
    got = flask_application(guard).get("/wrong", headers={"x-user": "friend"})
    assert got.status_code == 503
    assert "no value 'path'" in got.get_json()["message"]


def fastapi_application(guard):
    application = FastAPI()

    @application.delete("/{path:path}", dependencies=[Depends(Requires(guard, "files:Delete", SHARE))])
    async def remove(path: str) -> str:
        return f"deleted {path}"

    return application


async def call(application, path, user):
    transport = ASGITransport(application)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.delete(f"/{path}", headers={"x-user": user})


@pytest.mark.parametrize(("user", "path", "status"), EXPECTED)
def test_fastapi(guard, user, path, status):
    got = asyncio.run(call(fastapi_application(guard), path, user))
    check(got.status_code, got.content, status)


@pytest.mark.parametrize(("user", "path", "status"), EXPECTED)
def test_django(guard, user, path, status):
    @django_requires(guard, "files:Delete", SHARE)
    def remove(request, path):
        return HttpResponse(f"deleted {path}")

    got = remove(RequestFactory().delete(f"/{path}", headers={"x-user": user}), path=path)
    check(got.status_code, got.content, status)


@pytest.mark.parametrize(("user", "path", "status"), EXPECTED)
def test_django_coroutines(guard, user, path, status):
    @django_requires(guard, "files:Delete", SHARE)
    async def remove(request, path):
        return HttpResponse(f"deleted {path}")

    got = asyncio.run(remove(AsyncRequestFactory().delete(f"/{path}", headers={"x-user": user}), path=path))
    check(got.status_code, got.content, status)


def rest_view(guard):
    from rest_framework.response import Response
    from rest_framework.views import APIView

    from limen.gateway.client.rest_framework import make_permission

    class Files(APIView):  # type: ignore[misc]  # the base publishes no types
        authentication_classes = ()
        permission_classes = (make_permission(guard, {"DELETE": "files:Delete", "GET": "files:Read"}, SHARE),)

        def delete(self, request, path):
            return Response(f"deleted {path}")

        def get(self, request, path):
            return Response(path)

        def put(self, request, path):
            return Response("never")

    return Files.as_view()


@pytest.mark.parametrize(("user", "path", "status"), EXPECTED)
def test_rest_framework(guard, user, path, status):
    got = rest_view(guard)(RequestFactory().delete(f"/{path}", headers={"x-user": user}), path=path).render()
    # Without authenticators, the framework answers 403 to those who have not signed in.
    assert got.status_code == (status if user else 403)
    assert "code" in json.loads(got.content) or status == 200


@pytest.mark.parametrize(("method", "status"), [("get", 200), ("head", 200), ("put", 403)])
def test_rest_framework_refuses_a_method_without_an_action(guard, method, status):
    request = getattr(RequestFactory(), method)("/docs/a.txt", headers={"x-user": "friend"})
    assert rest_view(guard)(request, path="docs/a.txt").status_code == status


def test_without_limen_every_framework_refuses(guard, connection):
    connection.fault = ConnectionRefusedError()
    assert flask_application(guard).delete("/docs/a.txt", headers={"x-user": "friend"}).status_code == 503
    assert asyncio.run(call(fastapi_application(guard), "docs/a.txt", "friend")).status_code == 503
    request = RequestFactory().delete("/docs/a.txt", headers={"x-user": "friend"})
    assert rest_view(guard)(request, path="docs/a.txt").status_code == 503


def test_views_of_flask_may_be_coroutines(guard):
    pytest.importorskip("asgiref")
    got = flask_application(guard).get("/later/a.txt", headers={"x-user": "friend"})
    assert (got.status_code, got.data) == (200, b"a.txt")
