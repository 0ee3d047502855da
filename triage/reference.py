"""The reference people see, SN-XXXX-XXXX-C: random, without date or sequence, and safe against one slip of the hand."""

from triage.errors import BadAnswer

# Crockford's base 32: no I, L, O or U, so that a reference read aloud comes back as it was.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
PREFIX = "SN"
SYMBOLS = 8
CHECK_MODULUS = 37
# Crockford's check symbol is the number modulo 37, and 32-36 need the signs * ~ $ = U, which nobody can read out
# and a URL must escape. Only numbers whose remainder is below 32 are issued; 38 of 40 bits of choice remain.
ISSUED = 32**SYMBOLS // CHECK_MODULUS * len(ALPHABET)
LEAST_BYTES = 8


def reference_from(random_bytes: bytes) -> str:
    """A new reference from at least 8 random bytes (16 leave no measurable bias)."""
    if len(random_bytes) < LEAST_BYTES:
        raise BadAnswer("reference", "A new reference needs at least eight random bytes.")
    block, remainder = divmod(int.from_bytes(random_bytes) % ISSUED, len(ALPHABET))
    return _written(block * CHECK_MODULUS + remainder)


def parse_reference(typed: str) -> str:
    """The canonical form of what was typed: any case, any spacing, O for 0, I or L for 1, with or without SN."""
    symbols = "".join(sign for sign in typed.upper() if sign not in " -\t\u2013\u2014").translate(MISREAD)
    if len(symbols) == len(PREFIX) + SYMBOLS + 1 and symbols.startswith(PREFIX):
        symbols = symbols[len(PREFIX) :]
    if len(symbols) != SYMBOLS + 1 or any(sign not in ALPHABET for sign in symbols):
        raise BadAnswer("reference", "Enter the reference as it stands on your receipt, like SN-7K3M-9QXT-Q.")
    number = 0
    for sign in symbols[:SYMBOLS]:
        number = number * len(ALPHABET) + ALPHABET.index(sign)
    if number % CHECK_MODULUS != ALPHABET.index(symbols[SYMBOLS]):
        raise BadAnswer(
            "reference", "That reference has a slip in it. Check each letter and figure against your receipt."
        )
    return _written(number)


def _written(number: int) -> str:
    check = ALPHABET[number % CHECK_MODULUS]
    symbols = ""
    for _ in range(SYMBOLS):
        number, digit = divmod(number, len(ALPHABET))
        symbols = ALPHABET[digit] + symbols
    return f"{PREFIX}-{symbols[:4]}-{symbols[4:]}-{check}"
