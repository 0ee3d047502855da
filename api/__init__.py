"""Speaks HTTP: the pages of the public and of the staff, and the programs' interface."""
