"""What happens to a demo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoLoaded(Event):
    NAME: ClassVar[str] = "demo.loaded"
    children: int
    needs: int
