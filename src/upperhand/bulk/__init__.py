"""bulk: see docs/architecture.md."""
