"""Upperhand."""
