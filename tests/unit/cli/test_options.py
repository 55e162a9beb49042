"""Secrets as options: accepted, with a warning that names what to use instead."""

import pytest

from limen.cli.options import resolve_settings

KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("root_password", "Correct-Horse-1"),
        ("admin_password", "Correct-Horse-1"),
        ("master_key", KEY),
        ("database_url", "postgresql://limen:swordfish@db/limen"),
        ("database_url", "postgresql://db/limen?user=limen&password=swordfish"),
    ],
)
def test_a_secret_on_the_command_line_causes_a_warning_and_is_not_shown(capsys, name, value):
    resolve_settings({name: value})
    shown = capsys.readouterr().err
    option, variable = f"--{name.replace('_', '-')}", f"LIMEN_{name.upper()}"
    assert shown == (
        f"warning: {option} can be read by every user of this machine while the command runs; "
        f"set {variable}, or use a settings file\n"
    )


@pytest.mark.parametrize(
    ("options", "variables"),
    [
        ({"port": 0, "root_password": None, "admin_password": ""}, {}),
        ({"database_url": "postgresql://limen@db/limen"}, {}),
        ({"database_url": "postgresql://limen:@/limen?host=/run/postgresql"}, {}),
        ({"database_url": "sqlite:////srv/x:y.db"}, {}),
        ({}, {"LIMEN_ROOT_PASSWORD": "Correct-Horse-1", "LIMEN_DATABASE_URL": "postgresql://limen:swordfish@db/limen"}),
    ],
)
def test_other_options_and_other_places_cause_no_warning(capsys, monkeypatch, options, variables):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    resolve_settings(options)
    assert capsys.readouterr().err == ""
