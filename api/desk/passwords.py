"""Passwords: hashed with argon2id, and checked in the same time whether or not the account exists."""

from functools import cache

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError

ARGON2ID = PasswordHash.recommended()


def hash_password(password: str) -> str:
    """What is kept of a password."""
    return ARGON2ID.hash(password)


def verify_password(password: str, kept: str | None) -> bool:
    """Whether this is the password of which ``kept`` is kept; None, for nobody, takes as long and is never right."""
    nobody = _hash_of_nobody()
    try:
        return ARGON2ID.verify(password, kept or nobody) and kept is not None
    except UnknownHashError:
        # An account that was never given a password: spend the same time on it.
        ARGON2ID.verify(password, nobody)
        return False


@cache
def _hash_of_nobody() -> str:
    return hash_password("nobody's password")
