"""Public words are searched for who the child is and where."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.needs import harm
from app.needs.categories import public_words, usual
from app.needs.summary_check import Known, check
from app.places import queries as places

DEMO = Path(__file__).parent.parent.parent.parent / "app" / "demo" / "data"
KNOWN = Known(
    names=("周小禾", "小禾", "豆豆", "钱桂香", "航"),
    surnames=("周", "钱"),
    villages=tuple(one.name for town in places.towns() for one in places.villages(town.code)),
    towns=tuple(town.name for town in places.towns()),
    born_on=date(2016, 9, 1),
)
SAMPLES: list[dict[str, Any]] = json.loads((DEMO / "samples.json").read_text("utf-8"))["needs"]
TEMPLATES = [
    row for rows in tomllib.loads((DEMO / "needs.toml").read_text("utf-8")).values() for row in rows
]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["no"])
def test_the_samples_of_the_field_pass(sample: dict[str, Any]) -> None:
    for text in (sample["title"], sample["public_summary"]):
        assert check(text, KNOWN) == ()
        assert harm.signs(text) == ()


def test_what_the_demo_asks_for_passes() -> None:
    assert len(TEMPLATES) > 40
    for row in TEMPLATES:
        for text in (row["title"], row["ask"]):
            assert check(text, KNOWN) == (), text
            assert harm.signs(text) == (), text


@pytest.mark.parametrize("category", usual())
def test_the_words_that_are_written_for_a_director_pass(category: str) -> None:
    written = public_words(category, town="乌镇镇", ages=(9, 11))
    for text in (usual()[category].title, written):
        assert check(text, KNOWN) == ()
        assert harm.signs(text) == ()
        assert len(text) <= 60


BAD = {
    "name": [
        "周小禾需要数学辅导", "周 小 禾需要辅导", "小禾想学画画", "豆豆喜欢唱歌", "由奶奶钱桂香带大", "孩子叫王小明，喜欢打球",
        "名叫李雷", "姓名：张三丰", "姓名:Anna", "周某某的作业没人看", "王某，9岁", "小名圆圆", "小名叫毛豆", "王小明同学数学不好",
        "周奶奶照顾孙女", "小周爱画画", "小航喜欢编程", "航航喜欢编程",
    ],
    "phone": [
        "请打13812345678", "１３８１２３４５６７８", "138 1234 5678", "138-1234-5678", "138.1234.5678", "一三八一二三四五六七八",
        "幺三八零零一二三四五六", "壹叁捌零零壹贰叁肆伍陆", "电话88012345", "0573-88012345", "１３８ 一二三四 5678",
    ],
    "number": ["群号 2345678"],
    "id_number": ["33048320160901001X", "3 3 0 4 8 3 2 0 1 6 0 9 0 1 0 0 1 2", "330483201609010012"],
    "wechat": ["微信号 zhou_abc123", "加微信", "wx: abcdef1", "vx：abc12345", "QQ12345678", "wxid_9k2m", "微信同号"],
    "email": ["发到 a.b@example.org"],
    "address": [
        "家住梧桐大街12号", "庆丰路88弄3号", "2幢301室", "3单元", "三组12号", "第18组", "5组", "碧桂园小区", "十八组",
    ],
    "village": ["家在民合村", "永乐村的孩子", "红旗漾人", "庆丰社区", "民合村委会"],
    "school": [
        "乌镇中学就读", "在石门镇中心小学读书", "桐乡六中学生", "濮院小学三年级", "实验小学", "育才幼儿园", "和平小学的学生",
        "就读于凤鸣小学",
    ],
    "birth_date": [
        "2016年9月1日", "二〇一六年九月一日", "2016-09-01", "2016.9.1", "2016年9月出生", "生日是9月1日", "9月1日生日",
        "九月一日出生", "生日：3月5日",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, many in BAD.items() for text in many]
)
def test_what_tells_too_much_is_found(code: str, text: str) -> None:
    assert code in {found.code for found in check(f"乌镇镇，9—11岁，{text}", KNOWN)}


@pytest.mark.parametrize(
    "text",
    [
        "在活动中学会与人相处", "家中学习条件差", "初中学业跟不上", "从生活中学习做饭", "刚上小学，识字少", "需要小学数学老师",
        "没上过几天幼儿园", "希望9月1号前有书包", "教老人用微信视频", "分3组上课", "每周一次，每次1小时", "衣服120号",
        "特殊教育学校", "普通高中在读", "教孩子叫人、打招呼", "会叫妈妈", "道路交通安全", "3号线", "2026年9月1日前", "小组活动6次",
        "每周妈妈会打电话", "中职在读", "高年级同学帮低年级同学", "周末同学一起玩", "夏令营从2026-07-01开始", "幼儿园大班，需要绘本",
        "和平相处", "每次90分钟，共16周", "乌镇镇，初中在读，需辅导",
    ],
)  # fmt: skip
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert check(text, KNOWN) == ()


def test_a_finding_points_at_the_words_as_they_were_typed() -> None:
    text = "联系１３８１２３４５６７８，谢谢"
    (found,) = check(text, KNOWN)
    assert text[found.start : found.end] == found.text == "１３８１２３４５６７８"


def test_a_number_inside_a_longer_one_is_found_once() -> None:
    (found,) = check("33048320160901001X", KNOWN)
    assert found.code == "id_number"


@pytest.mark.parametrize(
    "text",
    [
        "奶奶用衣架打",
        "小腿有淤青",
        "左手腕有划痕",
        "说过不想活",
        "被打过几次",
        "有人猥亵",
        "想自杀",
        "在家挨打",
        "he is beaten",
    ],
)
def test_words_of_harm_are_heard(text: str) -> None:
    assert harm.signs(text)


@pytest.mark.parametrize(
    "text",
    ["打球", "打电话", "打工", "女性专业人员", "慢性病", "哀伤陪伴", "安全性", "伤心", "防受骗"],
)
def test_words_that_only_look_like_harm_are_not(text: str) -> None:
    assert harm.signs(text) == ()
