"""The watch itself: it notices what a page must not do."""

import pytest

from tests.console.watched import watched


def commit(context, server, misdeed):
    with watched(context, server.endpoint) as page:
        page.goto(f"{server.endpoint}/console/")
        page.evaluate(f"() => {{ {misdeed} }}")
        page.wait_for_timeout(300)


@pytest.mark.parametrize(
    ("misdeed", "seen"),
    [
        (
            "document.head.appendChild(document.createElement('style')).textContent = 'a { color: red }'",
            "CSP: style-src",
        ),
        ("setTimeout(() => { document.body.innerHTML = '<b>x</b>' })", "uncaught: blocked HTML"),
        ("console.error('broken')", "console error: broken"),
        ("setTimeout(() => { throw new Error('lost') })", "uncaught: "),
        ("fetch('http://localhost:9/').catch(() => {})", "CSP: connect-src"),
    ],
)
def test_a_misdeed_fails_the_test(server, chromium, misdeed, seen):
    context = chromium.new_context()
    try:
        with pytest.raises(AssertionError, match=seen):
            commit(context, server, misdeed)
    finally:
        context.close()
