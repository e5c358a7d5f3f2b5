"""Papers: one page or many as PDF, from a template, plain values, and who printed it when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import noto_cjk_sans_otc
import pylopdf_fonts_zh_cn
import typst
from flask import current_app

from app.kernel import clock

FOLDER = "papers"
MEDIA_TYPE = "application/pdf"


@dataclass(frozen=True, slots=True)
class Watermark:
    """Who printed it, and when: stands across every page, so that a copy says where it came from."""

    name: str
    at: datetime


def paper(template: str, data: Mapping[str, Any], *, watermark: Watermark) -> bytes:
    """The PDF of `templates/papers/<template>.typ`; the same bytes for the same values and moment.

    A template reads `data` as JSON: no value is ever read as markup, whatever signs are in it.
    """
    folder = Path(current_app.root_path, current_app.template_folder or "") / FOLDER
    mark = f"{watermark.name} {clock.local(watermark.at):%Y-%m-%d %H:%M}"
    return typst.compile(
        folder / f"{template}.typ",
        root=folder,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False), "mark": mark},
        timestamp=int(watermark.at.timestamp()),
    )


@cache
def _fonts() -> typst.Fonts:
    """Read once. The second package has the rare characters of names that the first has not."""
    packages = (pylopdf_fonts_zh_cn, noto_cjk_sans_otc)
    folders = [Path(str(one.__file__)).parent for one in packages]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
