"""Mend what a reader of characters confuses, and only where a figure must stand and one reading is left."""

import unicodedata
from collections.abc import Sequence

# What a recogniser writes where the picture shows a figure. Two figures: either may be meant, so neither is chosen.
FIGURES = {
    "O": "0",
    "o": "0",
    "Q": "0",
    "D": "0",
    "U": "0",
    "I": "1",
    "l": "1",
    "i": "1",
    "|": "1",
    "!": "1",
    "Z": "2",
    "z": "2",
    "A": "4",
    "S": "5",
    "s": "5",
    "G": "6",
    "b": "6",
    "T": "17",
    "?": "27",
    "B": "8",
    "g": "9",
    "q": "9",
}
LETTERS = str.maketrans("01582", "OISBZ")  # and the other way round, inside the name of a month or of a maker
FIGURE = "[0-9" + "".join(FIGURES).replace("|", r"\|") + "]"
MOST_MENDED = 3  # in one date, time or position; beyond that it is another text

_PLAIN = str.maketrans({"º": "°", "˚": "°", "″": '"', "”": '"', "“": '"', "′": "'", "’": "'", "‘": "'", "`": "'"})
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


def plain(text: str) -> str:
    """The text with wide, small and typographic characters in their plain form, and single spaces."""
    simple = unicodedata.normalize("NFKC", text.translate(_PLAIN)).translate(_DASHES)
    return " ".join(simple.split())


def plain_signs(text: str, sureness: Sequence[float]) -> tuple[str, tuple[float, ...]]:
    """``plain`` text together with how sure each of its characters is, from that of each character read."""
    told = [(sign, sure) for read, sure in zip(text, sureness, strict=True) for sign in plain(read) or " "]
    single = [one for one, before in zip(told, [(" ", 1.0), *told], strict=False) if one[0] != " " or before[0] != " "]
    kept = single[:-1] if single and single[-1][0] == " " else single
    return "".join(sign for sign, _ in kept), tuple(sure for _, sure in kept)


def mended(field: str) -> str | None:
    """The figures of a field in which only figures (and a decimal point) can stand; None where one could be two."""
    figures = [sign if sign.isdecimal() or sign == "." else FIGURES.get(sign, "") for sign in field]
    return "".join(figures) if all(len(one) == 1 for one in figures) else None


def count_mended(field: str) -> int:
    """How many characters of a field were not figures as they were read."""
    return sum(sign in FIGURES for sign in field)


def lettered(word: str) -> str:
    """A word in capitals with the figures that look like letters turned into them: "0CT" is "OCT"."""
    return word.upper().translate(LETTERS)
