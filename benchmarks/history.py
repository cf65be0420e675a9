"""A long past: posts that were published years ago, with all that the queue keeps of each."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Engine, text

from benchmarks.sample import NOW

STEP = 20_000
"""Posts for each statement."""
POST = """
INSERT INTO post (id, committee, idea, number) SELECT i, {committee}, 'cake-' || i, 1 FROM n
"""
REVISION = """
INSERT INTO revision (id, post, committee, number, digest, author, file, source, idea, places, findings, rules,
    handed_in, turn, run_id)
SELECT i, i, {committee}, 1, 'digest-' || i, 'a.baker', 'ideas/cake-' || i || '.yaml', {nothing},
    '{{"id": "cake-' || i || '", "title": "Cake ' || i || '", "text": "It is out.", "thread": [], "corrects": null}}',
    '{{}}', '[]', 'rules-1', {moment}, 1, 'run-' || i FROM n
"""
DELIVERY = """
INSERT INTO delivery (id, revision, committee, network, state, seal, rendering, likeness, parts, done, attempts,
    rank, ready_at, slot, published_at)
SELECT i, i, {committee}, {network}, 'published', 'seal-' || i,
    '{{"text": "It is out, and it says how high a sponge cake must rise. Part ' || i || '"}}', 'likeness-' || i,
    1, 1, 1, 1, {moment}, {moment}, {moment} FROM n
"""
ATTEMPT = """
INSERT INTO attempt (id, delivery, number, part, started, settled, outcome, detail)
SELECT i, i, 1, 0, {moment}, {moment}, 'published', '' FROM n
"""
PROOF = """
INSERT INTO proof (id, delivery, part, remote_id, url, at)
SELECT i, i, 0, 'remote-' || i, 'https://cakes.example/' || i, {moment} FROM n
"""
ROUND = """
INSERT INTO deskround (id, revision, run_id, number, seals, findings, shown_at, answered_at, outcome, note, approver,
    states)
SELECT i, i, 'run-' || i, 1, '{{}}', '[]', {moment}, {moment}, 'decided', '', 's.miller', '{{}}' FROM n
"""
DECISION = """
INSERT INTO decision (id, revision, desk_round, verdict, approver, at, comment, seals, findings)
SELECT i, i, i, 'approve', 's.miller', {moment}, '', '{{}}', '[]' FROM n
"""
EVENT = """
INSERT INTO event (seq, at, committee, who, what, subject, details, previous, hash)
SELECT i, {moment}, {committee}, 'communique', 'delivery.published', 'cake-' || i, '{{}}', 'hash-' || (i - 1),
    'hash-' || i FROM n
"""
BLOB = "INSERT INTO blob (digest, body) SELECT 'blob-' || i, {nothing} FROM n"
REFUSAL = """
INSERT INTO refusal (id, committee, file, digest, source, why, at)
SELECT i, {committee}, 'ideas/odd-' || i || '.yaml', 'digest-' || i, {nothing}, '[]', {moment} FROM n
"""
SLOT = """
INSERT INTO slotrecord (committee, slot, state, at) SELECT {committee}, {moment}, 'done', {moment} FROM n
"""
TABLES = (POST, REVISION, DELIVERY, ATTEMPT, PROOF, ROUND, DECISION, EVENT, BLOB, REFUSAL, SLOT)
NUMBERED = ("post", "revision", "delivery", "attempt", "proof", "deskround", "decision", "refusal")
"""Tables that PostgreSQL numbers by a sequence."""


def age(engine: Engine, count: int, committees: Sequence[str], *, network: str = "blog") -> None:
    """Fill an empty queue with so many posts that are out, in turn of these committees, one an hour up to now."""
    said = words(engine, count, committees) | {"network": f"'{network}'"}
    with engine.execution_options(writes=True).begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA cache_size = -400000")  # else it writes the indexes again and again
        for first in range(1, count + 1, STEP):
            fill(connection, first, min(first + STEP - 1, count), said)
        connection.execute(
            text("UPDATE chainhead SET seq = :seq, hash = 'hash-' || :end"), {"seq": count, "end": count}
        )
        for table in NUMBERED if engine.dialect.name == "postgresql" else ():
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {count})"))


def words(engine: Engine, count: int, committees: Sequence[str]) -> dict[str, str]:
    """Give what the databases write differently, and whose the post with the number `i` is."""
    turns = " ".join(f"WHEN {place} THEN '{each}'" for place, each in enumerate(committees))
    committee = f"CASE i - i / {len(committees)} * {len(committees)} {turns} END"  # no %, which is the driver's own
    if engine.dialect.name == "postgresql":
        moment = f"TIMESTAMPTZ '{NOW.isoformat()}' - ({count + 1} - i) * INTERVAL '1 hour'"
        return {"committee": committee, "moment": moment, "nothing": "''::bytea"}
    moment = f"datetime('{NOW:%Y-%m-%d %H:%M:%S}', '-' || ({count + 1} - i) || ' hours') || '.000000'"
    return {"committee": committee, "moment": moment, "nothing": "x''"}


def fill(connection: Connection, first: int, last: int, said: Mapping[str, str]) -> None:
    """Put the posts with these numbers into every table."""
    numbers = f"WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last}) SELECT"  # noqa: S608 -- numbers
    for table in TABLES:
        connection.exec_driver_sql(table.format(**said).replace("SELECT", numbers, 1))
