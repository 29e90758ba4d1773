"""lists: see docs/architecture.md."""
