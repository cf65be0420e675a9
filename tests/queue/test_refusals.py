"""What could not be read is kept."""

import datetime as dt

from sqlalchemy import Engine

from communique.queue.audit import export
from communique.queue.intake import Unread, refuse_file

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)


def test_a_broken_file_is_kept_once(engine: Engine) -> None:
    """The same file with the same mistakes is news only once; a changed file is news again."""
    broken = Unread("cake.yaml", b"text: [", ("cake.yaml:1:7: a bracket is missing",))
    assert refuse_file(engine, "iso-tc-400", broken, now=NOW)
    assert not refuse_file(engine, "iso-tc-400", broken, now=NOW)
    assert refuse_file(engine, "iso-tc-400", Unread("cake.yaml", b"text: ]", broken.mistakes), now=NOW)
    assert [event["details"]["mistakes"] for event in export(engine)] == [list(broken.mistakes)] * 2
