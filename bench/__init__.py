"""Measurements that anyone can run again: `python -m bench.NAME --json`, the last line one JSON object."""
