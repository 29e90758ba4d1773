"""Links are found by entity and role at once: a company on which much is claimed acts itself in few claims."""

from sqlalchemy import Connection


def upgrade(connection: Connection) -> None:
    """Puts an index with the role in the place of the one without."""
    connection.exec_driver_sql("CREATE INDEX links_by_role ON links (entity_id, role, claim)")
    connection.exec_driver_sql("DROP INDEX links_by_1")
