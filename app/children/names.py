"""Full names and given names."""

from __future__ import annotations

COMPOUND_SURNAMES = frozenset({
    "欧阳", "太史", "上官", "端木", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛",
    "尉迟", "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容",
    "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于", "司空", "令狐", "百里", "呼延", "东郭", "南门",
    "西门", "第五", "拓跋", "轩辕", "纳兰", "完颜",
})  # fmt: skip


def given_name_of(full_name: str) -> str:
    """The part after the surname: 子墨 of 欧阳子墨, 小禾 of 周小禾, the last word of a name in Latin."""
    name = full_name.strip()
    for dot in "·•・":
        if dot in name:
            return name.split(dot)[0]
    if " " in name:
        return name.rsplit(" ", 1)[1]
    surname = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    return name[surname:] or name
