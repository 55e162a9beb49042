"""The pytest plugin, in runs of pytest of its own, which find it as an installed one."""

import pytest

pytest_plugins = ["pytester"]

SUITE = """
policies:
  read: {Statement: {Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::files/*'}}
principals:
  friend: {identity: [read]}
tests:
  - {principal: friend, can: 's3:GetObject', on: 'arn:aws:s3:::files/a'}
  - {principal: friend, can: 's3:DeleteObject', on: 'arn:aws:s3:::files/a'}
"""


def run(pytester, *arguments):
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", *arguments)


@pytest.fixture
def project(pytester):
    """A project whose folder `policies` has suites."""
    pytester.makeini("[pytest]\nlimen_policy_tests = policies\n")
    pytester.mkdir("policies")
    return pytester


def test_the_account_is_a_new_one_for_each_test(pytester):
    pytester.makepyfile(
        """
        from limen.testing.account import Account

        seen = []

        def test_one(limen_account):
            assert isinstance(limen_account, Account)
            seen.append(limen_account)

        def test_two(limen_account):
            assert limen_account not in seen
        """
    )
    run(pytester).assert_outcomes(passed=2)


def test_a_failed_assertion_shows_the_line_of_the_test_and_the_explanation(pytester):
    pytester.makepyfile(
        """
        from limen.testing.account import assert_can

        def test_it(limen_account):
            assert_can(limen_account.user("friend"), "s3:GetObject", "arn:aws:s3:::files/a")
        """
    )
    result = run(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*user/friend cannot s3:GetObject on arn:aws:s3:::files/a", "test_a_failed*.py:4:*"])
    assert "raise AssertionError" not in result.stdout.str()


def test_each_check_of_a_suite_is_a_test(project):
    (project.path / "policies/files.yaml").write_text(SUITE, "utf-8")
    result = run(project)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*friend can s3:DeleteObject on arn:aws:s3:::files/a*", "*nearest: *"])


def test_files_elsewhere_are_no_suites(project):
    project.mkdir("data")
    (project.path / "data/values.yaml").write_text("a: 1", "utf-8")
    (project.path / "policies/notes.txt").write_text("a: 1", "utf-8")
    run(project).assert_outcomes()


def test_a_suite_that_cannot_be_read_is_an_error(project):
    (project.path / "policies/files.yaml").write_text("tests: [{principal: nobody}]", "utf-8")
    result = run(project)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*files.yaml:1*"])
