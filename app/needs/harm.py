"""Words that sound like harm to a child: they belong to a report, never to a need."""

from __future__ import annotations

import re

SIGNS = re.compile(
    r"被打|挨打|殴打|毒打|打骂|打孩子|打[她他]|打伤|动手打|用[^，。；]{0,6}打(?!球|字|电话|扫|印|车|开)|体罚|家暴|家庭暴力|虐待|遗弃|"
    r"淤青|瘀青|淤伤|瘀伤|伤痕|划痕|抓痕|烫伤|掐|割腕|自残|自伤|自杀|轻生|寻死|不想活|活着没意思|跳楼|"
    r"性侵|性骚扰|性虐|性暴力|猥亵|强奸|强暴|裸照|私处|下身|乱摸|侵犯|侵害|"
    r"锁在|关在|捆|拴|不给饭|不给吃|饿着|霸凌|欺凌|勒索|拐卖|骂人|辱骂|喝酒后"
    r"|(?<!不)受伤|带伤|有伤|"
    r"\b(?:abus(?:e|ed|ive)|beat(?:en|s)?|bruis(?:e|es|ed)|suicid(?:e|al)|self-harm|molest(?:ed)?|rap(?:e|ed))\b",
    re.IGNORECASE,
)


def signs(*texts: str | None) -> tuple[str, ...]:
    """The words found, each once, in the order in which they stand."""
    found = [match[0] for text in texts if text for match in SIGNS.finditer(text)]
    return tuple(dict.fromkeys(found))
