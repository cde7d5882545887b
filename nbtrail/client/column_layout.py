"""How columns travel: the form's name, how bytes are aligned, and how wide a value is.

server/src/query/columns.ts has the same.
"""

from __future__ import annotations

#: The value of `Accept` and of `Content-Type` that names this form.
CONTENT_TYPE = "application/x-nbtrail-columns"
ALIGNMENT = 8

#: The array module's codes of the types that it knows.
CODES = {
    "BOOLEAN": "B",
    "TINYINT": "b",
    "SMALLINT": "h",
    "INTEGER": "i",
    "BIGINT": "q",
    "UTINYINT": "B",
    "USMALLINT": "H",
    "UINTEGER": "I",
    "UBIGINT": "Q",
    "FLOAT": "f",
    "DOUBLE": "d",
    "DATE": "i",
    "TIME": "q",
    "TIME_NS": "q",
    "TIME WITH TIME ZONE": "Q",
    "TIMESTAMP": "q",
    "TIMESTAMP_S": "q",
    "TIMESTAMP_MS": "q",
    "TIMESTAMP_NS": "q",
    "TIMESTAMP WITH TIME ZONE": "q",
}
