"""Lines of the trail as a sheet: ids and codes, as they stand."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from io import StringIO

from app.kernel.events import AuditLine

COLUMNS = (
    "id",
    "at",
    "account",
    "role",
    "event",
    "child",
    "field",
    "payload",
    "position",
    "digest",
)
BYTE_ORDER_MARK = "\ufeff"
"""Without it the usual spreadsheet program guesses another encoding."""


def as_csv(lines: Iterable[AuditLine]) -> str:
    sheet = StringIO()
    writer = csv.writer(sheet)
    writer.writerow(COLUMNS)
    for line in lines:
        payload = json.dumps(line.payload, ensure_ascii=False, sort_keys=True)
        writer.writerow(
            (
                line.id,
                line.at.isoformat(),
                line.account_id,
                line.role,
                line.event,
                line.child_id,
                line.field,
                payload,
                line.position,
                line.digest,
            )
        )
    return BYTE_ORDER_MARK + sheet.getvalue()
