"""What a need's words for a helper must not hold: who the child is, and how to find it.

Pure: names, villages and the birthday are handed in. Findings point into the text as it was typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.needs.schools import school_names

HAN = r"[\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0003ffff]"
SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗"
    "凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹"
    "狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍"
    "虞万支柯昝管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢裴陆荣翁荀羊甄曲封芮储靳汲邴松井段富巫"
    "乌焦巴弓牧山谷车侯全班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺"
    "屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼"
    "容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄东欧沃利蔚越隆师巩聂晁勾敖融冷訾辛阚那简饶空曾沙养鞠须丰巢关查"
    "游竺权肖付"
)
NUMERALS = dict(
    zip("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺", "001234567891234567891", strict=True)
)
GAP = r"[\s\-—–_.·,，、()（）*]*"
QUOTE = r"[“”\"'「『《:：\s]*"
KIN = (
    "妈妈",
    "爸爸",
    "爷爷",
    "奶奶",
    "外公",
    "外婆",
    "哥哥",
    "姐姐",
    "老师",
    "阿姨",
    "叔叔",
    "医生",
    "家长",
)
NOT_A_NAME = tuple("他她我你它孩啊人车醒家老外救一不来去上下出好得着了过个这那") + KIN
KIN_OR_PUPIL = r"(?:同学|小朋友|奶奶|爷爷|妈妈|爸爸|阿姨|叔叔|老师|家)"
END = r"(?=[”\"'」』》，。；、！？,.;!?)）\s]|的|$)"

SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("wechat", re.compile(
        r"(?:微\s*信|威信|薇信|[Vv]信|(?<![A-Za-z])(?:[Vv][Xx]|[Ww][Xx]|[Ww]e[Cc]hat|[Ww]eixin|QQ|qq|扣扣))"
        r"(?:号码|号|群|ID|id)?[\s:：是为]*[A-Za-z0-9][-_A-Za-z0-9]{4,}"
    )),
    ("wechat", re.compile(r"wxid_\w+|加.{0,4}(?:微信|QQ|qq|扣扣)|微信同号|扫.{0,2}(?:二维码|码加)")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")),
    ("address", re.compile(
        rf"{HAN}{{2,6}}(?:路|街|弄|巷|里弄)\s*[\d一二三四五六七八九十百]+"
        r"|[\d一二三四五六七八九十百]+\s*(?:幢|栋|单元|弄)"
        r"|\d{3,4}\s*室"
        r"|(?<![分成每共小\d一二三四五六七八九十])第?[\d一二三四五六七八九十]{1,3}\s*(?:组|生产队)(?!成|织|合)"
    )),
    ("address", re.compile(r"(?<![月\d码衣服鞋裤高])\d{1,4}\s*号(?!码|线|召)")),
    ("address", re.compile(rf"(?<![这那一住我老所本])(?![个在们旧地里]){HAN}{{2,4}}(?:小区|花苑|公寓)")),
    ("name", re.compile(rf"(?<![每上下本双])[{SURNAMES}]某(?:某|{HAN}?{END})")),
    ("name", re.compile(rf"(?:名叫|名字(?:叫|是|为)?|姓名|名为|称呼)[是为]?{QUOTE}(?:{HAN}{{2,4}}|[A-Za-z]{{2,20}})")),
    ("name", re.compile(rf"(?:小名|乳名|昵称|绰号|外号)(?:叫做?|是|为)?{QUOTE}(?:{HAN}{{1,4}}|[A-Za-z]{{2,20}})")),
)  # fmt: skip
CALLED = re.compile(rf"(?<![喊大哭吼尖吵呼名])叫做?{QUOTE}({HAN}{{2,4}}?){END}")
PUPIL = re.compile(rf"(?<![每上下本双])([{SURNAMES}])({HAN}{{1,2}})(?:同学|小朋友)")
NOT_AFTER_SURNAME = "末一二三四五六日天边围与和助的到有年班校级本其"
DATE = re.compile(
    r"(?P<year>\d{4})\s*[年./-]\s*(?P<month>\d{1,2}|[一二三四五六七八九十]{1,3})\s*[月./-]"
    r"\s*(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})?\s*[日号]?"
)
BIRTH = re.compile(
    r"(?:生日|出生日期|出生于|生于)[是在为:：\s]*(?:\d{4}年?)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})月"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})?[日号]?"
    r"|(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:\d{1,2}|[一二三四五六七八九十]{1,3})[日号](?:过?生日|出生|生的)"
    r"|\d{4}年(?:\d{1,2}月)?(?:\d{1,2}[日号])?(?:出生|生的|生人)"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is of the list `summary_finding`; `text` is what stands from `start` to `end`."""

    code: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the family and the county, to look for in the words."""

    names: tuple[str, ...] = ()
    """Full names, given names and what the child is called at home."""
    surnames: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    born_on: date | None = None


def check(text: str, known: Known) -> tuple[Finding, ...]:
    """Everything in `text` that says who or where the child is, in the order of the text."""
    plain = "".join(map(_plain, text))
    digits = "".join(NUMERALS.get(sign, sign) for sign in plain)
    spans = {
        *_numbers(digits),
        *_shapes(plain),
        *_names(plain, known),
        *_villages(plain, known.villages),
        *_births(plain, digits, known.born_on),
        *(("school", *span) for span in school_names(plain, (*known.towns, *map(_stem, known.villages)))),
    }  # fmt: skip
    kept = sorted(_outermost(spans), key=lambda span: (span[1], span[2]))
    return tuple(Finding(code, start, end, text[start:end]) for code, start, end in kept)


Span = tuple[str, int, int]


def _plain(sign: str) -> str:
    """Full-width digits and letters as usual ones; never more than one sign for one."""
    folded = unicodedata.normalize("NFKC", sign)
    return folded if len(folded) == 1 else sign


def _numbers(digits: str) -> Iterator[Span]:
    for found in re.finditer(rf"(?<!\d)[1-9](?:{GAP}\d){{16}}{GAP}[\dXx](?!\d)", digits):
        yield "id_number", found.start(), found.end()
    for found in re.finditer(rf"(?<!\d)1{GAP}[3-9](?:{GAP}\d){{9}}(?!\d)", digits):
        yield "phone", found.start(), found.end()
    for found in re.finditer(r"(?<!\d)0\d{2,3}[\s\-—]?\d{7,8}(?!\d)", digits):
        yield "phone", found.start(), found.end()
    for found in re.finditer(r"(?:电话|手机|联系方式|致电|拨打)\D{0,6}\d[\d\s\-]{5,}\d", digits):
        yield "phone", found.start(), found.end()
    for found in re.finditer(r"(?<!\d)\d{7,}(?!\d)", digits):
        yield "number", found.start(), found.end()


def _shapes(plain: str) -> Iterator[Span]:
    for code, shape in SHAPES:
        for found in shape.finditer(plain):
            yield code, found.start(), found.end()
    for found in CALLED.finditer(plain):
        if not found[1].startswith(NOT_A_NAME):
            yield "name", found.start(), found.end()
    for found in PUPIL.finditer(plain):
        if found[2][0] not in NOT_AFTER_SURNAME:
            yield "name", found.start(), found.end()


def _names(plain: str, known: Known) -> Iterator[Span]:
    for name in known.names:
        if len(name) >= 2:
            spaced = r"\s*".join(re.escape(_plain(sign)) for sign in name if not sign.isspace())
            for found in re.finditer(spaced, plain, re.IGNORECASE):
                yield "name", found.start(), found.end()
            continue
        for found in re.finditer(rf"[小阿]{re.escape(name)}|{re.escape(name)}{{2}}", plain):
            yield "name", found.start(), found.end()
    for surname in known.surnames:
        called = rf"(?<![每上下本双]){re.escape(surname)}(?:某|{KIN_OR_PUPIL})|[小阿]{re.escape(surname)}(?!末)"
        for found in re.finditer(called, plain):
            yield "name", found.start(), found.end()


def _villages(plain: str, villages: Iterable[str]) -> Iterator[Span]:
    for village in villages:
        stem = _stem(village)
        # A short stem such as 和平 is also an ordinary word; with three signs it is a place.
        shape = re.escape(stem) if len(stem) >= 3 else rf"{re.escape(stem)}(?:村|社区|居委|村委)"
        for found in re.finditer(shape, plain):
            yield "village", found.start(), found.end()


def _stem(village: str) -> str:
    return village.removesuffix("社区").removesuffix("村") or village


def _births(plain: str, digits: str, born_on: date | None) -> Iterator[Span]:
    for text in (plain, digits):
        for found in BIRTH.finditer(text):
            yield "birth_date", found.start(), found.end()
        for found in DATE.finditer(text):
            if born_on is not None and _date(found) == (born_on.year, born_on.month, born_on.day):
                yield "birth_date", found.start(), found.end()


def _date(found: re.Match[str]) -> tuple[int, int, int]:
    return int(found["year"]), _number(found["month"]), _number(found["day"] or "0")


def _number(text: str) -> int:
    """12 of `12` and of `十二`."""
    if text.isascii():
        return int(text)
    tens, joint, ones = text.rpartition("十")
    if not joint:
        return int("".join(NUMERALS.get(sign, sign) for sign in text))
    ten = int(NUMERALS.get(tens, "1"))
    return ten * 10 + int(NUMERALS.get(ones, "0"))


def _outermost(spans: set[Span]) -> Iterator[Span]:
    """Without those that lie inside another: a phone inside an identity number is one fault."""
    for code, start, end in spans:
        wider = (
            (a, b, other)
            for other, a, b in spans
            if a <= start and end <= b and (b - a, _rank(other)) > (end - start, _rank(code))
        )
        if not any(wider):
            yield code, start, end


def _rank(code: str) -> tuple[bool, str]:
    """Of two words for the same signs the one that says more: a number is the least."""
    return code != "number", code
