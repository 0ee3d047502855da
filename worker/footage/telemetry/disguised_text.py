"""Two simple disguises of NMEA in subtitles, undone only where a whole sentence comes out (after public notes).

Roadhawk: each letter from ``+`` on stands for another of a fixed row, the text ends in ``*hh~``. E-PRANCE: a zero, then
letters all moved by one number, which the star before the checksum betrays, then a line end.
"""

import re

ROADHAWK_END = re.compile(rb"\*[0-9A-F]{2}~$")
ROADHAWK_ROW = b"-I8XQWRVNZOYPUTA0B1C2SJ9K.L,M$D3E4F5G6H7"
ROADHAWK_FIRST = 43
WHOLE = re.compile(rb"\$G[A-Z]RMC,\d{6}")


def plain(text: bytes) -> bytes:
    """The text without its disguise; as it came when it wears none."""
    if ROADHAWK_END.search(text):
        row = {ROADHAWK_FIRST + number: letter for number, letter in enumerate(ROADHAWK_ROW)}
        undone = bytes(row.get(letter, letter) for letter in text[:-4])
    elif text[:1] == b"\0" and text[-1:] == b"\n" and len(text) > 5:
        moved = ord("*") - text[-4]
        undone = bytes((letter + moved) & 0xFF for letter in text[1:-1])
    else:
        return text
    return undone if WHOLE.search(undone) else text
