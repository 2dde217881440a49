"""`config.toml`: read once, forgiving, never silent."""

from __future__ import annotations

from newsbrowse.settings.config import Config, annotator, load


def test_a_missing_file_is_the_defaults(tmp_path) -> None:
    assert load(tmp_path / "config.toml") == Config()


def test_settings_and_keys_are_read(tmp_path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('theme = "light"\nannotator = "ana"\n[keys]\n"pane.fold" = "f5"\n')
    config = load(path)
    assert (config.theme, config.annotator, config.keys) == ("light", "ana", {"pane.fold": "f5"})
    assert config.problems == ()


def test_what_is_wrong_is_reported_with_the_file_and_the_rest_is_used(tmp_path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('theme = 3\ncolour = "red"\nmodel = "x"\n[keys]\n"pane.no" = "f5"\n')
    config = load(path)
    assert config.model == "x"
    assert config.theme == ""
    assert len(config.problems) == 3
    assert all(str(path) in problem for problem in config.problems)


def test_a_file_that_is_not_toml_is_reported_and_nothing_of_it_used(tmp_path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("theme = \n")
    config = load(path)
    assert config.theme == ""
    assert len(config.problems) == 1


def test_the_command_line_outranks_the_config_and_that_the_login(monkeypatch) -> None:
    monkeypatch.setenv("LOGNAME", "login")
    assert annotator(Config(annotator="ana"), "ben") == "ben"
    assert annotator(Config(annotator="ana"), None) == "ana"
    assert annotator(Config(), None) == "login"
