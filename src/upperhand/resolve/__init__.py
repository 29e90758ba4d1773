"""resolve: see docs/architecture.md."""
