"""Made-up names: a pool of surnames and given names, put together by chance."""

from __future__ import annotations

from random import Random

SURNAMES = tuple("周吴郑沈钱徐朱顾陆姚俞钟费盛")
COMPOUND_SURNAME = "欧阳"
RARE_GIVEN_NAMES = ("㛃", "𬭎")

CHILD_GIVEN_NAMES = (
    "小航", "小禾", "可可", "念念", "一诺", "子墨", "星瑶", "晨曦", "思远", "嘉禾",
    "若溪", "明轩", "雨桐", "知行", "书言", "安然", "予安", "沐阳", "听雨", "云舒",
    "景行", "清和", "南乔", "北辰", "望舒", "青禾", "言蹊", "初晴", "向阳", "小满",
    "谷雨", "秋实", "冬至", "春生", "知夏", "乐之", "令仪", "如初", "既白", "星野",
)  # fmt: skip
ELDER_WOMEN = (
    "桂香", "阿珍", "水英", "菊仙", "巧云", "金妹", "月娥", "银凤", "阿宝", "秀珠",
    "杏英", "素琴", "彩仙", "玉珍", "兰芬",
)  # fmt: skip
ELDER_MEN = (
    "阿根", "水生", "金荣", "福林", "寿康", "阿大", "永泉", "松年", "炳荣", "桂生",
    "连生", "顺根", "秋林", "根宝", "长庚",
)  # fmt: skip
WOMEN = (
    "晓燕", "丽芳", "雅琴", "海英", "春梅", "晓霞", "佳颖", "文静", "慧敏", "雪萍",
    "蓓蕾", "思琪", "静怡", "嘉慧", "冬青", "云霞", "亚男", "林娜", "秋月", "小玲",
)  # fmt: skip
MEN = (
    "建林", "国强", "海峰", "志明", "晓东", "伟良", "学军", "立新", "文斌", "俊杰",
    "宇航", "浩然", "一鸣", "家豪", "冬明", "卫国", "亚平", "林涛", "秋生", "小军",
)  # fmt: skip
NICKNAMES = (
    "豆豆", "圆圆", "果果", "小鱼", "团团", "毛毛", "米粒", "小石头", "糖糖", "小宝",
    "阿囡", "石榴", "小桥", "棉棉", "麦麦", "小船",
)  # fmt: skip


def surname(rng: Random) -> str:
    return rng.choice(SURNAMES)


def adult_given_name(rng: Random, sex: str) -> str:
    return rng.choice(WOMEN if sex == "female" else MEN)


def elder_given_name(rng: Random, sex: str) -> str:
    return rng.choice(ELDER_WOMEN if sex == "female" else ELDER_MEN)


def adult_name(rng: Random, sex: str) -> str:
    return surname(rng) + adult_given_name(rng, sex)
