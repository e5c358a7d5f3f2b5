"""Names of columns, however they are written above a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from matching.files.cleaning import header, tidy


def named(cells: Sequence[str], known: Iterable[str], others: Mapping[str, str]) -> list[str]:
    """The name of each column: one that is known, whatever it is written like, or what is written.

    Parameters
    ----------
    cells : sequence of str
        The first row.
    known : iterable of str
    others : mapping of str to str
        Other names of the known ones, with spaces between them.

    Examples
    --------
    >>> from matching.files.tables import NEED_HEADERS
    >>> named([" ID", "纬度", "Max km", "家长"], ["id", "lat", "max_km"], NEED_HEADERS)
    ['id', 'lat', 'max_km', '家长']
    """
    names = {name: name for name in known}
    names |= {header(other): name for name in names for other in others.get(name, "").split()}
    return [names.get(header(cell)) or tidy(cell) for cell in cells]
