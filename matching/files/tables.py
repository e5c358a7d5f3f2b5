"""Which columns there are: what each is read as, its Chinese names, and what it shares with others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from matching.files.cells import (
    Reader,
    code,
    count,
    degrees,
    ids,
    kilometres,
    minutes,
    number,
    share,
    those_named,
    whole,
    years,
)
from matching.files.cleaning import ages, codes, day, kind, kinds, own_id, text, yes
from matching.files.weekly import week

# Column name: (field name, how it is read).
NEED_COLUMNS: Mapping[str, tuple[str, Reader]] = {
    "id": ("id", own_id),
    "category": ("category", code),
    "skills": ("skills", codes),
    "any_of": ("any_of", codes),
    "prefers": ("prefers", codes),
    "lat": ("lat", degrees),
    "lon": ("lon", degrees),
    "max_km": ("max_km", kilometres),
    "modes": ("modes", codes),
    "kinds": ("kinds", kinds),
    "slots": ("slots", week),
    "minutes": ("minutes", minutes),
    "from": ("start", day),
    "until": ("until", day),
    "opened_at": ("opened_at", day),
    "closes_at": ("closes_at", day),
    "helper_sex": ("helper_sex", code),
    "child_sex": ("child_sex", code),
    "child_age": ("child_age", years),
    "languages": ("languages", codes),
    "priority": ("priority", whole),
    "places": ("places", count),
    "area": ("area", code),
    "items": ("items", codes),
    "direct_contact": ("direct_contact", yes),
    "designated": ("designated", those_named),
    "excluded": ("excluded", ids),
    "familiar": ("familiar", ids),
    "text": ("text", text),
    "transport": ("transport", code),
}
# Of what a need asks each week; they end in `minutes`, and no field of a need keeps them.
SITTING_COLUMNS: Mapping[str, tuple[str, Reader]] = {
    "sittings": ("sittings", count),
    "sitting_minutes": ("sitting_minutes", minutes),
}
SUPPLY_COLUMNS: Mapping[str, tuple[str, Reader]] = {
    "id": ("id", own_id),
    "kind": ("kind", kind),
    "categories": ("categories", codes),
    "skills": ("skills", codes),
    "lat": ("lat", degrees),
    "lon": ("lon", degrees),
    "radius_km": ("radius_km", kilometres),
    "areas": ("areas", codes),
    "modes": ("modes", codes),
    "slots": ("slots", week),
    "from": ("start", day),
    "until": ("until", day),
    "opened_at": ("opened_at", day),
    "closes_at": ("closes_at", day),
    "sex": ("sex", code),
    "serves_sex": ("serves_sex", code),
    "ages": ("ages", ages),
    "languages": ("languages", codes),
    "items": ("items", codes),
    "capacity": ("capacity", count),
    "load": ("load", count),
    "reliability": ("reliability", share),
    "acceptance": ("acceptance", share),
    "vetted_until": ("vetted_until", day),
    "direct_contact": ("direct_contact", yes),
    "designated": ("designated", those_named),
    "excluded": ("excluded", ids),
    "text": ("text", text),
}
DECISION_COLUMNS: Mapping[str, tuple[str, Reader]] = {
    "need_id": ("need_id", text),
    "supply_id": ("supply_id", text),
    "decided_at": ("decided_at", day),
    "decision": ("decision", code),
    "outcome": ("outcome", code),
    "propensity": ("propensity", number),
    "ended_at": ("ended_at", day),
}

# As Chinese offices write them above their tables.
_BOTH = {
    "id": "编号",
    "skills": "技能",
    "lat": "纬度 北纬 latitude",
    "lon": "经度 东经 longitude lng",
    "modes": "见面方式 服务方式",
    "slots": "时段 服务时间 服务时段 每周时间",
    "from": "开始日期 起始日期",
    "until": "结束日期 终止日期",
    "opened_at": "登记日期 提出日期",
    "closes_at": "截止日期 关闭日期",
    "languages": "语言",
    "items": "物品 物资",
    "direct_contact": "直接接触 接触儿童",
    "designated": "指定 指定编号 指定对象",
    "excluded": "排除 回避 排除编号 回避编号 排除对象",
    "text": "说明 描述 备注 情况说明",
}
NEED_HEADERS: Mapping[str, str] = _BOTH | {
    "id": f"{_BOTH['id']} 需求编号",
    "category": "类别 需求类别 服务类别",
    "skills": "技能 所需技能",
    "any_of": "任一技能",
    "prefers": "优先技能",
    "max_km": "最远公里 最远距离",
    "kinds": "提供方类型",
    "minutes": "每周分钟",
    "sittings": "每周次数",
    "sitting_minutes": "每次分钟",
    "helper_sex": "帮助人性别 要求性别",
    "child_sex": "儿童性别 孩子性别",
    "child_age": "儿童年龄 孩子年龄 年龄",
    "priority": "优先级 紧急程度",
    "places": "名额",
    "area": "乡镇 镇 街道 乡镇街道",
    "familiar": "已服务",
    "transport": "交通方式",
}
SUPPLY_HEADERS: Mapping[str, str] = _BOTH | {
    "id": f"{_BOTH['id']} 志愿者编号 资源编号",
    "kind": "类型 提供方类型",
    "categories": "类别 服务类别",
    "radius_km": "服务半径 半径 最远公里 最远距离",
    "areas": "乡镇 服务乡镇 服务区域",
    "sex": "性别",
    "serves_sex": "服务性别 服务对象性别",
    "ages": "服务年龄 年龄范围",
    "capacity": "容量 名额",
    "load": "已占用 已占名额",
    "reliability": "完成率",
    "acceptance": "接受率",
    "vetted_until": "审查有效期 背景审查有效期",
}
DECISION_HEADERS: Mapping[str, str] = {
    "need_id": "需求编号",
    "supply_id": "志愿者编号 资源编号",
    "decided_at": "决定日期",
    "decision": "决定",
    "outcome": "结果",
    "propensity": "展示概率",
    "ended_at": "结束日期",
}


class Shared(NamedTuple):
    """Fields that hold the same codes on both sides.

    Parameters
    ----------
    needs, supplies : tuple of str
    may_lack : bool
        Whether a side without any such code takes every code of the other.
    """

    needs: tuple[str, ...]
    supplies: tuple[str, ...]
    may_lack: bool


SHARED = (
    Shared(("category",), ("categories",), True),
    Shared(("skills", "any_of", "prefers"), ("skills",), False),
    Shared(("area",), ("areas",), True),
    Shared(("modes",), ("modes",), True),
    Shared(("languages",), ("languages",), True),
    Shared(("items",), ("items",), False),
    Shared(("helper_sex",), ("sex",), True),
    Shared(("child_sex",), ("serves_sex",), True),
)
