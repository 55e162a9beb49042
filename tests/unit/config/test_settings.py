from pathlib import Path
from typing import Any

import pytest

from limen.config.load import load_settings, option_name, variable_name
from limen.config.settings import DEFAULT_PORT, Settings, SettingsError, list_settings
from limen.store.aws_managed.catalogue import PARTITIONS, load_aws_managed_policies

SECRETS = ("root_password", "admin_password", "admin_secret_access_key", "database_url", "master_key")
HIDDEN = f"hidden{'0' * 37}="  # Also a master key.


def test_without_anything_the_defaults_hold():
    assert load_settings({}, {"PATH": "/bin"}) == Settings()
    assert Settings().port == DEFAULT_PORT
    assert Settings().host == "127.0.0.1"
    assert Settings().trusted_proxies == ()


def test_an_option_beats_the_environment_which_beats_the_file(tmp_path):
    file = tmp_path / "limen.toml"
    file.write_text('port = 1\nhost = "::1"\nworkers = 3\n')
    environment = {"LIMEN_SETTINGS_FILE": str(file), "LIMEN_PORT": "2", "LIMEN_HOST": "0.0.0.0"}
    settings = load_settings({"port": 3, "host": None}, environment)
    assert (settings.port, settings.host, settings.workers) == (3, "0.0.0.0", 3)


def test_a_file_named_by_option_beats_the_one_named_by_variable(tmp_path):
    (tmp_path / "a.toml").write_text("port = 1")
    (tmp_path / "b.toml").write_text("port = 2")
    environment = {"LIMEN_SETTINGS_FILE": str(tmp_path / "a.toml")}
    assert load_settings({}, environment, settings_file=tmp_path / "b.toml").port == 2


@pytest.mark.parametrize("setting", list_settings(), ids=lambda setting: setting.name)
def test_every_setting_has_help_and_round_trips_through_its_variable(setting):
    assert setting.metadata["help"]
    assert option_name(setting.name).startswith("--")
    assert variable_name(setting.name) == "LIMEN_" + setting.name.upper()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("LIMEN_EPHEMERAL", "true", True),
        ("LIMEN_EPHEMERAL", "0", False),
        ("LIMEN_WORKERS", "4", 4),
        ("LIMEN_DATA_DIR", "/srv/limen", Path("/srv/limen")),
        ("LIMEN_TRUSTED_PROXIES", "10.0.0.1, 10.1.0.0/16", ("10.0.0.1", "10.1.0.0/16")),
        ("LIMEN_ADMIN_USER", "owner", "owner"),
    ],
)
def test_variables_are_converted(name, text, value):
    assert getattr(load_settings({}, {name: text}), name.removeprefix("LIMEN_").lower()) == value


@pytest.mark.parametrize(
    ("options", "environment", "message"),
    [
        ({}, {"LIMEN_PROT": "1"}, "unknown environment variable LIMEN_PROT; the nearest that exists is LIMEN_PORT"),
        ({}, {"LIMEN_ADMIN_PASSWD": "x"}, "LIMEN_ADMIN_PASSWORD"),
        ({}, {"LIMEN_FOO": "1"}, "unknown environment variable LIMEN_FOO"),
        ({"hots": "x"}, {}, "unknown option hots; the nearest that exists is host"),
        ({}, {"LIMEN_PORT": "many"}, "port: 'many' is not a whole number"),
        ({}, {"LIMEN_EPHEMERAL": "perhaps"}, "ephemeral: 'perhaps' is not true or false"),
        ({}, {"LIMEN_DATA_DIR": ""}, "data_dir: '' is not a path"),
    ],
)
def test_what_is_unknown_or_malformed_is_refused_by_name(options, environment, message):
    with pytest.raises(SettingsError, match=message):
        load_settings(options, environment)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("color = 1", "unknown setting in .*limen.toml: color"),
        ("port = true", "port: True is not a whole number"),
        ("host = 3", "host: 3 is not text"),
        ("trusted_proxies = 3", "trusted_proxies: 3 is not a list"),
        ("port = ", "not TOML"),
    ],
)
def test_a_bad_file_is_refused(tmp_path, text, message):
    file = tmp_path / "limen.toml"
    file.write_text(text)
    with pytest.raises(SettingsError, match=message):
        load_settings({}, {}, settings_file=file)


def test_a_missing_or_undecodable_file_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings({}, {}, settings_file=tmp_path / "absent.toml")
    (tmp_path / "latin.toml").write_bytes(b'host = "\xff"')
    with pytest.raises(SettingsError, match="not TOML"):
        load_settings({}, {}, settings_file=tmp_path / "latin.toml")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"port": 65536}, "port: 65536"),
        ({"port": -1}, "port: -1"),
        ({"workers": 0}, "workers: 0"),
        ({"log_level": "loud"}, "log_level: 'loud'"),
        ({"monitoring_token": "short"}, "monitoring_token: must be 16 or more printable"),
        ({"monitoring_token": "with a space inside"}, "monitoring_token"),
        ({"audit_retention_days": -1}, "audit_retention_days: -1 is not between 0 and 36500"),
        ({"audit_retention_days": 36_501}, "audit_retention_days"),
        ({"log_format": "xml"}, "log_format: 'xml' is not one of text, json"),
        ({"partition": "moon"}, "partition: 'moon' is not one of aws, aws-cn, aws-us-gov"),
        ({"account_id": "12345"}, "account_id: must be twelve digits"),
        ({"account_alias": "No Such"}, "account_alias"),
        ({"account_alias": "123456789012"}, "account_alias"),
        ({"root_email": "owner@"}, "root_email"),
        ({"admin_user": ""}, "admin_user: must not be empty"),
        ({"admin_user": "a b"}, "admin_user"),
        ({"admin_password": "x" * 129}, "admin_password"),
        ({"admin_access_key_id": "AKIAIOSFODNN7EXAMPLE"}, "give both or neither"),
        ({"admin_secret_access_key": "s" * 40}, "give both or neither"),
        ({"ephemeral": True, "database_url": "postgresql://x"}, "choose one"),
        ({"trusted_proxies": ("proxy.example",)}, "neither an address nor a network"),
        ({"oidc_networks": ("issuer.example",)}, "oidc_networks: .* neither an address nor a network"),
        ({"region": "moon"}, "region"),
    ],
)
def test_values_that_cannot_work_are_refused(values, message):
    with pytest.raises(SettingsError, match=message):
        Settings(**values)


@pytest.mark.parametrize("key", ["hidden", "hidden" * 8, "z" * 64, "h\u00eddden"])
def test_a_malformed_master_key_is_refused_without_repeating_it(key):
    with pytest.raises(SettingsError, match="master_key: A master key is 32 bytes") as caught:
        Settings(master_key=key)
    assert key not in str(caught.value)


def test_all_problems_are_reported_at_once():
    with pytest.raises(SettingsError) as caught:
        Settings(port=70000, workers=0, account_id="x")
    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_in_no_repr_and_in_no_message(name: str) -> None:
    values: dict[str, Any] = {
        "admin_access_key_id": "AKIAIOSFODNN7EXAMPLE",
        "admin_secret_access_key": "S" * 40,
        name: HIDDEN,
    }
    assert HIDDEN not in repr(Settings(**values))
    with pytest.raises(SettingsError) as caught:
        load_settings({name: HIDDEN.encode()}, {})
    assert "hidden" not in str(caught.value)


def test_a_partition_is_one_that_aws_managed_policies_exist_in():
    for partition in PARTITIONS:
        assert load_settings({"partition": partition}, {}).partition == partition
        assert load_aws_managed_policies(partition)
    with pytest.raises(SettingsError, match="aws-nowhere"):
        load_settings({"partition": "aws-nowhere"}, {})
