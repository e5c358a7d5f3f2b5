"""Names of schools in a text, told apart from the words for a kind of school."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

KIND = re.compile(r"小学|中学|幼儿园|学校|初中|高中|职高|中心校")
MARKED = re.compile(
    r"(?:实验|中心|第?[一二三四五六七八九十]|外国语|附属|茅盾|[东南西北]门|城[东南西北]|高级|春晖|求是|育才|育英)"
    r"(?:小学|中学|学校|幼儿园|初中|高中|初级中学|高级中学)"
    r"|桐乡[\u4e00-\u9fff]{0,2}中(?!心)|[一二三四五六七八九]中(?:就读|读书|上学|的学生|学生|初|高)"
)
NAMED = re.compile(
    r"([\u4e00-\u9fff]{2})(小学|中学|幼儿园)(?=[，。；、！？,.;!?)）”\s的读]|就读|门口|旁|附近|上学|放学|$)"
)
NEAR = 6
NOT_LAST = "在上读的到去进是和与从入名所个天过升为离村镇里近每各两几年岁前后要导望正合就办制中初高大小某县市区乡开好完成念"
GENERIC = (
    "普通",
    "农村",
    "乡村",
    "本地",
    "当地",
    "附近",
    "附属",
    "公办",
    "民办",
    "刚上",
    "住校",
    "特殊",
    "寄宿",
    "毕业",
)
LEARNING = "会习到业生着得做"
"""After 中学 these make another word: 从游戏中学会."""


def school_names(text: str, places: Iterable[str]) -> Iterator[tuple[int, int]]:
    """(start, end) of what reads like the name of one school. `places`: names that schools carry."""
    for found in MARKED.finditer(text):
        if text[found.end() : found.end() + 1] not in tuple(LEARNING) or "中学" not in found[0]:
            yield found.span()
    for found in NAMED.finditer(text):
        if found[1][-1] not in NOT_LAST and found[1] not in GENERIC:
            yield found.span()
    stems = [_stem(place) for place in places]
    for found in KIND.finditer(text):
        before = text[max(0, found.start() - NEAR) : found.start()]
        for stem in stems:
            at = before.rfind(stem)
            if stem and at >= 0 and _is_joined(before[at + len(stem) :]):
                yield found.start() - len(before) + at, found.end()


def _stem(place: str) -> str:
    """乌镇 of 乌镇镇, 梧桐 of 梧桐街道: schools leave the kind of place out."""
    for suffix in ("街道", "镇"):
        if place.endswith(suffix) and len(place) > len(suffix) + 1:
            return place.removesuffix(suffix)
    return place if len(place) >= 2 else ""


def _is_joined(between: str) -> bool:
    """Whether nothing but parts of a name stands between the place and the kind of school."""
    return re.fullmatch(
        r"镇|街道|市|第?[一二三四五六七八九十]?|中心|实验|镇中心|初级|高级|职业技术|.{0,2}", between
    ) is not None and not re.search(r"[，。；、,;\s\d的在读上]", between)
