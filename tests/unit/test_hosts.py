"""The name of a host."""

from __future__ import annotations

import os
import platform

import pytest

from checker.config import Settings, load_settings
from checker.hosts import host_of


@pytest.fixture
def settings(tmp_path) -> Settings:
    """Give settings with a fresh data folder."""
    return load_settings(data_dir=tmp_path / "data")


def files(settings: Settings) -> list[str]:
    """Return what lies in the data folder."""
    return [path.name for path in settings.data_dir.iterdir()]


def test_a_host_has_one_name_while_it_has_its_data_folder(settings, tmp_path):
    """Two data folders are two hosts, also on one machine."""
    other = load_settings(data_dir=tmp_path / "other")
    assert host_of(settings) == host_of(settings) != host_of(other)
    assert files(other) == ["host"]


def test_a_data_folder_that_cannot_be_written_still_names_a_host(tmp_path):
    """By its machine."""
    (tmp_path / "file").write_text("no folder")
    assert host_of(load_settings(data_dir=tmp_path / "file")) == host_of(
        load_settings(data_dir=tmp_path / "file" / "deeper")
    )


def test_a_volume_without_hard_links_keeps_the_name_too(settings, monkeypatch):
    """And nothing else."""

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    name = host_of(settings)
    monkeypatch.setattr(platform, "node", lambda: "made anew")
    assert name == host_of(settings)
    assert files(settings) == ["host"]


def test_a_name_that_was_lost_is_made_anew(settings):
    """An empty file names no host; a machine may have another name at its next start."""
    settings.data_dir.mkdir()
    (settings.data_dir / "host").write_text("\n")
    name = host_of(settings)
    assert name != platform.node()
    assert (settings.data_dir / "host").read_text().strip() == name == host_of(settings)
    assert files(settings) == ["host"]
