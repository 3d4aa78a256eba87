"""How much is looked at: a disc comes from strangers, and no disc may hold up the program."""

from __future__ import annotations

FILES = 50_000
"""Files at most; four long studies of thin slices stay below it."""

NAMES = 100_000
"""Names in folders at most, whatever they stand for."""

DEPTH = 16
"""Folders in folders at most; DICOM media have up to eight (PS3.10 §8.2)."""

STUDIES = 500
"""Studies at most, and twenty times as many series."""

HEADER = 4 << 20
"""Bytes read of one file at most; all that is asked for stands before the images."""

READS = 40_000
"""How often something is read of one file at most: twice for an element, of which usual headers
have some hundreds."""

LISTED = 64 << 20
"""Bytes read of a DICOMDIR at most."""

FIRST = 256 << 10
"""Bytes unpacked at first of a data set that was deflated (PS3.5 §A.5)."""

NAMED = 20
"""Files that are named of those that could not be read."""

TEXT = 200
"""Letters kept of one text of a disc."""

ONE_FILE = 20.0
"""Seconds for one file at most."""

ALL = 600.0
"""Seconds for all of a disc, after which what was found so far is told."""

SILENCE = 60.0
"""Seconds without a sign of life after which the reading is ended."""

PROCESSOR = 240
"""Seconds of the processor at most."""

MEMORY = 1 << 30
"""Bytes of memory at most (RLIMIT_AS)."""

ANSWER = 8 << 20
"""Bytes of an answer at most."""
