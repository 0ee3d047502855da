"""Keeps: the only SQL and the only bytes."""
