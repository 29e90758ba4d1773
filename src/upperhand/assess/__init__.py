"""assess: see docs/architecture.md."""
