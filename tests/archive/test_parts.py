"""Where each verb of the archive is promised, kept and claimed."""

import importlib

from briefbot.archive.protocol import Archive
from briefbot.archive.sqlite import SQLiteArchive
from tests.archive.contract.whole import Contract

PARTS = [part for part in Archive.__mro__ if part.__module__.startswith("briefbot.archive.protocol.")]


def test_a_part_has_one_name_wherever_it_is_promised_kept_and_claimed():
    """What `archive/protocol/outbox.py` promises stands in `archive/outbox.py`, its claims in `contract/outbox.py`."""
    assert len(PARTS) == len({part.__module__ for part in PARTS}) > 9
    for part in PARTS:
        name = part.__module__.rpartition(".")[2]
        claims = importlib.import_module(f"tests.archive.contract.{name}")
        assert issubclass(Contract, getattr(claims, part.__name__))
        for verb in (verb for verb in vars(part) if not verb.startswith("_")):
            assert getattr(SQLiteArchive, verb).__module__ == f"briefbot.archive.{name}", verb
