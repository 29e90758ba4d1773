"""How a shelf is changed where one dataset of many has changed: what others say stays as it is filed.

The same as filling it anew, but for the numbers of entities. All that a changed dataset says is taken out and put in
again, and the entities that it speaks of, or spoke of, are filed anew; so are those that judgements join or part.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from upperhand.resolve.identifiers import plain
from upperhand.server.fragments import Fragment
from upperhand.server.shelving import file_all, merged, note, put, words, written

_TOUCHED = "e.id IN (SELECT id FROM touched)"


def marks_of(path: Path) -> dict[str, str]:
    """The state in which each dataset was when a shelf was made. Raises sqlite3.Error for what is no shelf of today's form."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        return dict(connection.execute("SELECT dataset, mark FROM source"))
    finally:
        connection.close()


def refill(
    path: Path,
    changed: Iterable[str],
    fragments: Iterable[Fragment],
    marks: Mapping[str, str],
    judged: Mapping[str, str],
) -> None:
    """Change a shelf: all that the changed datasets said goes, and the fragments, theirs of today, come in.

    `marks` are the states of all datasets, `judged` the canonical ids that judgements make, as they are now.
    """
    with written(path) as connection:
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.create_function("plain", 1, plain, deterministic=True)
        connection.execute("CREATE TEMP TABLE changed (dataset PRIMARY KEY)")
        connection.execute("CREATE TEMP TABLE touched (id PRIMARY KEY)")
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO changed VALUES (?)", [(name,) for name in changed])
        _touch(connection, "SELECT canonical_id FROM fragment WHERE dataset IN (SELECT dataset FROM changed)")
        moved = _moved(connection, judged)
        _forget_words(connection, _TOUCHED)
        for table in ("statement", "fragment"):
            connection.execute(f"DELETE FROM {table} WHERE dataset IN (SELECT dataset FROM changed)")
            connection.executemany(f"UPDATE {table} SET canonical_id = ? WHERE entity_id = ?", moved)
        _put_in(connection, fragments, judged)
        _file(connection)
        note(connection, marks, judged)
        connection.execute("COMMIT")


def _touch(connection: sqlite3.Connection, query: str, values: Iterable[Any] = ()) -> None:
    connection.execute(f"INSERT OR IGNORE INTO touched {query}", tuple(values))


def _moved(connection: sqlite3.Connection, judged: Mapping[str, str]) -> list[tuple[str, str]]:
    """The canonical ids, and the ids that go under another one than before; both ends are touched."""
    before = dict(connection.execute("SELECT id, canonical_id FROM judged"))
    moved = [(judged.get(id_, id_), id_) for id_ in {*before, *judged} if judged.get(id_, id_) != before.get(id_, id_)]
    for canonical, id_ in moved:
        _touch(connection, "VALUES (?), (?)", (canonical, before.get(id_, id_)))
    return moved


def _forget_words(connection: sqlite3.Connection, which: str) -> None:
    """Take entities out of the full-text index, which wants the very words that were put in."""
    gone = list(words(connection, which))
    connection.executemany("INSERT INTO fulltext (fulltext, rowid, words) VALUES ('delete', ?, ?)", gone)


def _put_in(connection: sqlite3.Connection, fragments: Iterable[Fragment], judged: Mapping[str, str]) -> None:
    last = connection.execute("SELECT coalesce(max(rowid), 0) FROM statement").fetchone()[0]
    begun = connection.execute("SELECT coalesce(max(rowid), 0) FROM fragment").fetchone()[0]
    for fragment in fragments:
        put(connection, fragment, judged.get(fragment.id, fragment.id))
    # Who was spoken of by others alone until now has words to be forgotten too: those from before.
    fresh = f"SELECT canonical_id FROM fragment WHERE rowid > {begun:d}"
    _forget_words(connection, f"e.id IN ({fresh}) AND NOT {_TOUCHED} AND s.rowid <= {last:d}")
    _touch(connection, fresh)


def _file(connection: sqlite3.Connection) -> None:
    """File the touched entities anew; those that go on to be keep their numbers."""
    numbers = dict(connection.execute(f"SELECT id, n FROM entity e WHERE {_TOUCHED}"))
    highest = connection.execute("SELECT coalesce(max(n), 0) FROM entity").fetchone()[0]
    of_touched = f"SELECT n FROM entity e WHERE {_TOUCHED}"
    connection.execute(
        f"DELETE FROM facet WHERE (kind, value, n) IN (SELECT kind, value, n FROM facet_of WHERE n IN ({of_touched}) "
        f"UNION SELECT 'plain', plain(value), n FROM facet_of WHERE kind = 'identifiers' AND n IN ({of_touched}))"
    )
    for table, column in (("facet_of", "n"), ("edge", "target"), ("edge", "source"), ("referent", "n")):
        connection.execute(f"DELETE FROM {table} WHERE {column} IN ({of_touched})")
    connection.execute("DELETE FROM entity WHERE id IN (SELECT id FROM touched)")
    rows = list(merged(connection, "canonical_id IN (SELECT id FROM touched)"))
    for row in rows:
        highest += row[1] not in numbers
        connection.execute(
            "INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (numbers.get(row[1], highest), *row[1:])
        )
    file_all(connection, _TOUCHED)
