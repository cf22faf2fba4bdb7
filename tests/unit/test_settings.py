"""Where a setting's value comes from, and what a wrong one gets for an answer."""

import os
from pathlib import Path

import pytest

from config.settings import ROOT, SettingsError, hide_password, load_settings, settings_in_force


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """No setting of ours in the environment, no file in the working folder, nothing cached."""
    for name in [name for name in os.environ if name.startswith("STANCEWIRE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


def test_the_defaults_need_nothing_and_each_has_its_sentence():
    assert load_settings().weights == ROOT / "model" / "weights"
    assert load_settings().narrator is False
    for setting in settings_in_force():
        assert setting.origin == "default"
        assert setting.meaning.endswith("."), setting.name


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(monkeypatch, tmp_path):
    (tmp_path / "stancewire.toml").write_text("batch_documents = 4\nbatch_bytes = 1000\n")
    monkeypatch.setenv("STANCEWIRE_BATCH_DOCUMENTS", "5")
    monkeypatch.setenv("STANCEWIRE_RESULTS_DAYS", "")  # what compose passes on for a variable that is not set
    settings = load_settings()
    assert (settings.batch_documents, settings.batch_bytes, settings.results_days) == (5, 1000, 7)
    origins = {setting.name: setting.origin for setting in settings_in_force()}
    assert (origins["batch_documents"], origins["batch_bytes"], origins["results_days"]) == (
        "environment",
        "file",
        "default",
    )


def test_the_file_may_lie_elsewhere(monkeypatch, tmp_path):
    (tmp_path / "other.toml").write_text("narrator = true\n")
    monkeypatch.setenv("STANCEWIRE_CONFIG", str(tmp_path / "other.toml"))
    assert load_settings().narrator is True


WRONG = [
    ("an unknown variable", {"STANCEWIRE_REDIS_URI": "x"}, None, "STANCEWIRE_REDIS_URL?"),
    ("an unknown key in the file", {}, "batch_document = 1", "batch_documents?"),
    ("not a number", {"STANCEWIRE_BATCH_BYTES": "many"}, None, "STANCEWIRE_BATCH_BYTES is 'many'"),
    ("a number below one", {}, "batch_bytes = 0", "batch_bytes in stancewire.toml is 0"),
    ("a URL of another kind", {"STANCEWIRE_REDIS_URL": "http://x"}, None, "must start with redis://"),
    ("a wrong broker", {"STANCEWIRE_BROKER_URL": "localhost"}, None, "must start with redis://"),
    ("a port that is none", {"STANCEWIRE_REDIS_URL": "redis://h:63x9/1"}, None, "cannot be understood"),
    ("a slash in a password", {"STANCEWIRE_REDIS_URL": "redis://:se/cret@h/1"}, None, "/ in a password as %2F"),
    ("a slash in the broker's", {"STANCEWIRE_BROKER_URL": "redis://:se/cret@h/1"}, None, "/ in a password as %2F"),
    ("an unknown option in a URL", {"STANCEWIRE_REDIS_URL": "redis://h/1?db2=1"}, None, "cannot be understood"),
    ("a life that Redis cannot count", {"STANCEWIRE_RESULTS_DAYS": "999999999999"}, None, "than or equal to 36500"),
    ("a batch redelivered while it runs", {"STANCEWIRE_VISIBILITY_TIMEOUT": "10"}, None, "at least twice"),
    ("a file that is not TOML", {}, "batch_bytes: 1", "is not a TOML file"),
    ("a file that is not there", {"STANCEWIRE_CONFIG": "no.toml"}, None, "correct or unset it"),
    ("a folder as the file", {"STANCEWIRE_CONFIG": "."}, None, "cannot be read"),
]


@pytest.mark.parametrize(("variables", "file", "words"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_wrong_setting_gets_a_sentence_that_names_it(monkeypatch, tmp_path, variables, file, words):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    if file:
        (tmp_path / "stancewire.toml").write_text(file)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://user:secret@host", "redis://:secret/@host"])
def test_a_password_is_not_repeated_in_an_error(monkeypatch, url):
    monkeypatch.setenv("STANCEWIRE_REDIS_URL", url)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "secret" not in str(caught.value)


URLS = [
    ("no password", "redis://localhost:6379/1", "redis://localhost:6379/1"),
    ("a password alone", "redis://:secret@host/1", "redis://:***@host/1"),
    ("user and password", "rediss://me:secret@host:6380/0", "rediss://me:***@host:6380/0"),
    ("an at sign in the password", "redis://:se@cret@host/1", "redis://:***@host/1"),
    ("a slash in the password", "redis://:se/cret@host/1", "redis://:***@host/1"),
    ("a password in the query", "unix:///run/r.sock?password=secret&db=1", "unix:///run/r.sock?password=***&db=1"),
    ("a password before a socket's path", "unix://:secret@/run/r.sock?db=1", "unix://:***@/run/r.sock?db=1"),
]


@pytest.mark.parametrize(("url", "shown"), [row[1:] for row in URLS], ids=[row[0] for row in URLS])
def test_no_password_is_shown(url, shown):
    assert hide_password(url) == shown


def test_the_folder_of_the_recipe_is_no_setting_and_no_mistake(monkeypatch):
    defaults = load_settings()
    load_settings.cache_clear()
    monkeypatch.setenv("STANCEWIRE_DATA", "/some/folder")
    assert load_settings() == defaults
    assert "data" not in {setting.name for setting in settings_in_force()}
