"""The APIs over the library: compatible with yente, and W3C reconciliation. See docs/api.md."""
