"""What needs and offers say about themselves, in Chinese sentences made from parts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def _words(apart: str) -> tuple[str, ...]:
    return tuple(apart.split())


PLACES = _words(
    "河东 河西 城南 城北 张家坝 李家湾 石板桥 青石 龙泉 新民 红旗 朝阳 柳河 大坪 高店 双流 三岔 东山 "
    "西沟 水口 竹山 银杏 茶坪 马桥 白云 观音 太和 永安 平安 凤凰"
)
CHILDREN = _words(
    "留守儿童 困境儿童 孤儿 残障儿童 单亲家庭的孩子 小学生 初中生 学龄前儿童 女孩 男孩 兄妹俩 姐弟三人"
)
THINGS = _words(
    "数学辅导 英语辅导 语文阅读 作业辅导 心理疏导 情绪陪伴 视频通话 冬季棉衣 书包文具 营养午餐 奶粉 "
    "助学金 课后托管 夏令营 口腔检查 视力筛查 配眼镜 轮椅 康复训练 法律咨询 户口办理 家长课堂 安全教育 "
    "防溺水课 青春期课 美术课 音乐课 体育活动 编程入门 图书角 平板电脑 网络流量 接送上学 周末陪伴 "
    "家庭探访 房屋修缮 床和书桌 取暖设备 疫苗接种 常用药品"
)
STORIES = _words(
    "父母常年在外打工 由爷爷奶奶带大 老人年迈多病 家里收入不高 最近成绩下滑 性格内向话不多 近来情绪低落 "
    "常常一个人在家 离学校很远 冬天缺厚衣服 周末没人照看 迷上了手机 缺少自信 上课容易走神 喜欢画画 "
    "喜欢踢球 盼着有大哥哥大姐姐 奶奶不识字 每周一次就好 希望尽快开始 普通话不太流利 听力不好 "
    "腿脚不便 还有两个弟弟 母亲改嫁 父亲不在身边 刚刚转学"
)
GIVERS = _words(
    "大学生志愿者 退休教师 社工机构 公益组织 爱心企业 医院服务队 心理咨询师 律师 程序员 摄影爱好者 "
    "返乡青年 妇联 青年志愿者协会 图书馆"
)
WAYS = _words("可以提供 擅长 愿意负责 长期开展 每周六可以 寒暑假可以 线上也行 上门也行")
CREDENTIALS = _words(
    "有三年支教经历 有教师资格证 有心理咨询师证 有车可以接送 会说本地话 耐心细致 可以开发票 可以成批捐 "
    "帮过二十多个孩子 时间灵活 需要提前约 全队共十五人"
)

# The usual things are asked for and offered far more often than the rare ones.
_SHARES = 1 / np.arange(1, len(THINGS) + 1) ** 0.6
_SHARES /= _SHARES.sum()


def needs_say(draw: np.random.Generator, many: int) -> list[str]:
    """One sentence per need."""
    where, who = _pick(draw, PLACES, many), _pick(draw, CHILDREN, many)
    age, stories = draw.integers(4, 18, many).tolist(), _several(draw, STORIES, many, most=4)
    what = draw.choice(THINGS, (many, 2), p=_SHARES).tolist()
    both = (draw.random(many) < 0.4).tolist()
    return [
        f"{where[at]}村{who[at]}，{age[at]}岁，{'，'.join(stories[at])}，需要"
        f"{'和'.join(what[at] if both[at] else what[at][:1])}"
        for at in range(many)
    ]


def supplies_say(draw: np.random.Generator, many: int) -> list[str]:
    """One sentence per supply."""
    where, who, way = (_pick(draw, words, many) for words in (PLACES, GIVERS, WAYS))
    what = draw.choice(THINGS, (many, 3), p=_SHARES).tolist()
    count = draw.integers(2, 4, many).tolist()
    credentials = _several(draw, CREDENTIALS, many, most=3)
    return [
        f"{where[at]}{who[at]}，{way[at]}{'、'.join(what[at][: count[at]])}，"
        f"{'，'.join(credentials[at])}"
        for at in range(many)
    ]


def _pick(draw: np.random.Generator, words: Sequence[str], many: int) -> list[str]:
    return [words[at] for at in draw.integers(0, len(words), many).tolist()]


def _several(
    draw: np.random.Generator, words: Sequence[str], many: int, *, most: int
) -> list[list[str]]:
    """One to `most` of the words for each."""
    count = draw.integers(1, most + 1, many).tolist()
    drawn = draw.integers(0, len(words), (many, most)).tolist()
    return [[words[at] for at in row[:size]] for row, size in zip(drawn, count, strict=True)]
