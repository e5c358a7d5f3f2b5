"""Cuts the bytes of a CSV file into cells, and finds the cells that are alike; compiled."""

from __future__ import annotations

import numpy as np

from matching.kernels.compiling import kernel

COMMA, QUOTE, NEWLINE, RETURN = ord(","), ord('"'), ord("\n"), ord("\r")
SEMICOLON = ord(";")
SPACE, TAB, MINUS, PLUS, POINT, ZERO = ord(" "), ord("\t"), ord("-"), ord("+"), ord("."), ord("0")
# What `decimals` says of a cell: a number, nothing, or something Python has to look at.
NUMBER, BLANK, UNSURE = 0, 1, 2
# Powers of ten that are floats exactly, and the most whole numbers that are, before one more digit.
_TENS = np.array([10.0**power for power in range(23)])
_MOST = (2**53 - 9) // 10


@kernel
def cut(raw, at, kept, starts, ends, doubled, begins, cells):  # type: ignore[no-untyped-def]
    """Rows from byte `at` on, until the file ends or `cells` is full.

    Column c has its cells noted in `starts[kept[c]]`, `ends[kept[c]]` and, where they hold quotes
    written twice, in `doubled[kept[c]]`; nowhere where `kept[c]` is negative. `begins` gets the
    first byte of each row and `cells` their number; -1 - c where cell c has a quote that is not
    closed, or goes on behind its closing quote. A row may go over many lines in quotes; once such
    a row is broken nobody knows where the next one begins.

    Returns the number of rows, the byte behind them, and whether a broken row ended it all.
    """
    row = 0
    while at < raw.size and row < cells.size:
        begins[row] = at
        column = 0
        broken = False
        has_lines = False
        is_blank = raw[at] == NEWLINE or raw[at] == RETURN
        while not is_blank:
            twice = False
            if at < raw.size and raw[at] == QUOTE:
                at += 1
                begin = at
                while at < raw.size:
                    if raw[at] == QUOTE:
                        if at + 1 == raw.size or raw[at + 1] != QUOTE:
                            break
                        twice = True
                        at += 1
                    elif raw[at] == NEWLINE or raw[at] == RETURN:
                        has_lines = True
                    at += 1
                end = at
                broken = at == raw.size
                at += 1
                if at < raw.size:
                    broken = raw[at] != COMMA and raw[at] != NEWLINE and raw[at] != RETURN
                if broken:
                    break
            else:
                begin = at
                while (
                    at < raw.size and raw[at] != COMMA and raw[at] != NEWLINE and raw[at] != RETURN
                ):
                    at += 1
                end = at
            if column < kept.size and kept[column] >= 0:
                starts[kept[column], row] = begin
                ends[kept[column], row] = end
                doubled[kept[column], row] = twice
            column += 1
            if at >= raw.size or raw[at] != COMMA:
                break
            at += 1
        cells[row] = -1 - column if broken else column
        row += 1
        if broken and has_lines:
            return row, raw.size, True
        while at < raw.size and raw[at] != NEWLINE and raw[at] != RETURN:
            at += 1
        if at + 1 < raw.size and raw[at] == RETURN and raw[at + 1] == NEWLINE:
            at += 1
        at += 1
    return row, at, False


@kernel
def gather(raw, starts, ends, out):  # type: ignore[no-untyped-def]
    """Copy cells to `out`, each with a zero behind it."""
    to = 0
    for row in range(starts.size):
        for at in range(starts[row], ends[row]):
            out[to] = raw[at]
            to += 1
        out[to] = 0
        to += 1


@kernel
def alike(raw, starts, ends):  # type: ignore[no-untyped-def]
    """Number the cells so that equal cells have equal numbers, from 0, in order of appearance.

    Returns a number per cell, and for each number the row in which it appears first. A hash table
    with open addresses, never more than half full; equal hashes are compared byte by byte.
    """
    number = np.empty(starts.size, np.int64)
    first = np.empty(starts.size, np.int64)
    hashes = np.empty(starts.size, np.uint64)
    table = np.full(1 << 10, -1, np.int64)
    found = 0
    for row in range(starts.size):
        length = ends[row] - starts[row]
        key = np.uint64(14695981039346656037)
        for at in range(starts[row], ends[row]):
            key = (key ^ np.uint64(raw[at])) * np.uint64(1099511628211)
        # The low bits of this hash (FNV-1a) are its weakest.
        key ^= key >> np.uint64(29)
        spot = np.int64(key & np.uint64(table.size - 1))
        while table[spot] >= 0:
            other = table[spot]
            there = starts[first[other]]
            if hashes[other] == key and ends[first[other]] - there == length:
                same = 0
                while same < length and raw[there + same] == raw[starts[row] + same]:
                    same += 1
                if same == length:
                    break
            spot = (spot + 1) & (table.size - 1)
        if table[spot] >= 0:
            number[row] = table[spot]
            continue
        table[spot] = number[row] = found
        first[found] = row
        hashes[found] = key
        found += 1
        if 2 * found > table.size:
            table = np.full(4 * table.size, -1, np.int64)
            for other in range(found):
                spot = np.int64(hashes[other] & np.uint64(table.size - 1))
                while table[spot] >= 0:
                    spot = (spot + 1) & (table.size - 1)
                table[spot] = other
    return number, first[:found].copy()


@kernel
def pieces(raw, starts, ends):  # type: ignore[no-untyped-def]
    """Cut cells at semicolons; every cell has a piece more than semicolons.

    Returns the number of pieces before each cell and in all, and where each begins and ends.
    """
    first = np.empty(starts.size + 1, np.int64)
    first[0] = 0
    for row in range(starts.size):
        many = 1
        for at in range(starts[row], ends[row]):
            many += raw[at] == SEMICOLON
        first[row + 1] = first[row] + many
    begin = np.empty(first[-1], np.int64)
    end = np.empty(first[-1], np.int64)
    piece = 0
    for row in range(starts.size):
        begin[piece] = starts[row]
        for at in range(starts[row], ends[row]):
            if raw[at] == SEMICOLON:
                end[piece] = at
                piece += 1
                begin[piece] = at + 1
        end[piece] = ends[row]
        piece += 1
    return first, begin, end


@kernel
def decimals(raw, starts, ends, value, sort):  # type: ignore[no-untyped-def]
    """Read plain decimals like -12.5 into `value`, and say in `sort` what each cell is.

    Up to fifteen digits and a power of ten that are floats exactly: their quotient is rounded
    once, as `float` rounds it. Whatever else there is in a cell is left to Python.
    """
    for row in range(starts.size):
        at, end = starts[row], ends[row]
        while at < end and (raw[at] == SPACE or raw[at] == TAB):
            at += 1
        while at < end and (raw[end - 1] == SPACE or raw[end - 1] == TAB):
            end -= 1
        value[row] = np.nan
        if at == end:
            sort[row] = BLANK
            continue
        sort[row] = UNSURE
        is_below = raw[at] == MINUS
        if is_below or raw[at] == PLUS:
            at += 1
        whole = np.int64(0)
        digits = 0
        places = -1
        while at < end and whole <= _MOST:
            digit = np.int64(raw[at]) - ZERO
            if 0 <= digit <= 9:
                whole = 10 * whole + digit
                digits += 1
                places += places >= 0
            elif raw[at] == POINT and places < 0:
                places = 0
            else:
                break
            at += 1
        if at == end and digits > 0 and places < _TENS.size:
            sort[row] = NUMBER
            value[row] = whole / _TENS[max(0, places)]
            if is_below:
                value[row] = -value[row]
