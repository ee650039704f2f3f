"""The limits of what landing reads and shows, each with its reason.

A limit is far above every sound delivery. A file beyond a limit is refused by itself. Not here: how many rows may
break a contract (the contracts), how much memory a run may use (settings.py).
"""

from __future__ import annotations

from typing import Final

# Messages. A person corrects the first faults and delivers again. A longer list hides the sentence that matters.
FAULTS_SHOWN: Final = 20
ROWS_SHOWN: Final = 5
CHARACTERS_SHOWN: Final = 200

# Folders below a feed. Sources use two: round and province.
FOLDERS_DEEP: Final = 12

# A line of a CSV file. The widest feed has some 50 values and 300 bytes a line. DuckDB keeps one error with the whole
# line for every value too many, so its memory grows with the square of the line: 64 kB of commas took 1.1 GB.
LINE_BYTES: Final = 1 << 20
LINE_VALUES: Final = 1_000
# Values a line in a part of a file, as a multiple of those in the header, and more: commas in quotes count here too.
VALUES_PER_COLUMN: Final = 2
VALUES_MORE: Final = 16
# Lines shorter than this are not examined by themselves: they cannot have LINE_VALUES values.
SHORT_LINE_BYTES: Final = LINE_VALUES
# Blank lines beyond two for each line with text. Line ends of CR CR LF make one for each.
BLANK_LINES: Final = 10_000
COLUMNS: Final = 1_000
# Rows that cannot be read, and their share of a long file: more than any contract lets pass. DuckDB keeps some
# kilobytes for each.
UNREADABLE_LINES: Final = 10_000
UNREADABLE_ONE_IN: Final = 500

# A Parquet file. A row has a key of its own, so it takes more than a bit; pages are seldom a fifth of their rows' size.
PARQUET_ROWS: Final = 1_000_000
PARQUET_ROWS_PER_BYTE: Final = 8
PARQUET_BYTES: Final = 1 << 30
PARQUET_BYTES_PER_BYTE: Final = 200

# A JSON file is a list of areas, read whole. The official lists of Thailand have 2 MB.
JSON_BYTES: Final = 1 << 28

# A GeoJSON file of outlines, read whole. The subdistricts of Thailand, a point every 50 metres, have some 100 MB.
GEOJSON_BYTES: Final = 1 << 28

# The process that reads one file. It may take the memory that DuckDB may use and this much for itself, and as many
# seconds as a machine thirty times as slow as a laptop of two cores.
PROCESS_BYTES: Final = 2 << 30
SECONDS: Final = 120
BYTES_PER_SECOND: Final = 1 << 18
