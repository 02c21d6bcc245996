"""An archive for the desk."""

import pytest

from briefbot.archive.sqlite import SQLiteArchive


@pytest.fixture
def archive(tmp_path):
    opened = SQLiteArchive.open(tmp_path / "archive.sqlite")
    yield opened
    opened.close()
