import pytest

from limen.admin.accounts import plan_account
from limen.authn.attempts import PER_USER
from limen.config.ambient import draw_entropy, read_clock
from limen.config.settings import Settings
from limen.runtime.composition import compose
from limen.runtime.datadir import DataDirectoryError, write_credentials


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path)


def write_some_credentials(directory):
    write_credentials(directory, plan_account({}, draw_entropy), is_first=True)


def test_a_new_database_where_an_account_was_is_refused_and_closed(settings, tmp_path):
    write_some_credentials(tmp_path)
    with pytest.raises(DataDirectoryError, match="may be lost"):
        compose(settings, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"credentials.json", "limen.db"}


def test_a_first_start_that_ended_before_there_was_an_account_is_gone_on_with(settings, tmp_path):
    compose(settings, tmp_path).close()
    write_some_credentials(tmp_path)
    again = compose(settings, tmp_path)
    assert again.store.latest().accounts() == ()
    again.close()


def test_workers_divide_the_allowance_of_guesses(tmp_path):
    made = compose(Settings(data_dir=tmp_path, workers=5), tmp_path)
    try:
        guesses = [made.environment.sign_in_attempts.admit({"user": PER_USER}, now=read_clock()) for _ in range(3)]
    finally:
        made.close()
    assert guesses[0] == 0
    assert min(guesses[1:]) > 0
