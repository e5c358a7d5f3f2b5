"""Names of columns, as Chinese offices write them above their tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from matching.files.cleaning import header, tidy

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
    >>> named([" ID", "纬度", "Max km", "家长"], ["id", "lat", "max_km"], NEED_HEADERS)
    ['id', 'lat', 'max_km', '家长']
    """
    names = {name: name for name in known}
    names |= {header(other): name for name in names for other in others.get(name, "").split()}
    return [names.get(header(cell)) or tidy(cell) for cell in cells]
