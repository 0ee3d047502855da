"""The names of kept files, `v1/<submission>/<footage>/<role>`: proven by grammar before any store sees them."""

import re
from uuid import UUID

from storage.errors import BadKey

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_KEY = re.compile(rf"v1/{_UUID}/{_UUID}/[a-z0-9]+(?:[._-][a-z0-9]+)*", re.ASCII)
_PREFIX = re.compile(rf"(?:v1(?:/{_UUID}){{0,2}})?", re.ASCII)
_LONGEST_KEY = 200


def file_key(submission: UUID, footage: UUID, role: str) -> str:
    """`v1/<submission>/<footage>/<role>`, e.g. role `original` or `poster.jpg`."""
    return proven_key(f"v1/{submission}/{footage}/{role}")


def is_key(text: str) -> bool:
    """Follows the layout: with it no `..`, no root and no hidden name can be written."""
    return len(text) <= _LONGEST_KEY and _KEY.fullmatch(text) is not None


def proven_key(key: str) -> str:
    """The key itself. Raises BadKey unless it follows the layout."""
    if not is_key(key):
        raise BadKey
    return key


def proven_prefix(prefix: str) -> str:
    """The prefix itself if it is a whole number of the layout's segments, or nothing. Raises BadKey."""
    if not _PREFIX.fullmatch(prefix):
        raise BadKey
    return prefix


def derived_key(submission: UUID, footage: UUID, role: str, sha256: str) -> str:
    """Where a derivative lies: its role and its own bytes name it, so that making it again never overwrites."""
    return file_key(submission, footage, f"{role.replace(':', '-')}-{sha256[:16]}")
