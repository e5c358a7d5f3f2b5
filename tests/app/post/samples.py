"""Values for every letter, as the rooms give them: the event, and each way it may read."""

from __future__ import annotations

from typing import Any

MATCH: dict[str, Any] = {
    "match_code": "M2026-00001",
    "title": "小学三年级数学、语文作业辅导",
    "category": "tutoring",
    "town": "乌镇镇",
}
STAFF = {**MATCH, "village": "乌镇镇民合村", "provider": "周老师"}
NEED: dict[str, Any] = {
    "need_code": "X2026-00001",
    "title": "小学三年级数学、语文作业辅导",
    "category": "tutoring",
    "town": "乌镇镇",
    "village": "民合村",
}
POSTING: dict[str, Any] = {
    "kind": "offer",
    "posting_code": "O2026-00001",
    "title": "课后一对一学业辅导",
    "organization": "桐光社会工作服务中心（示例）",
}
MOMENT, DAY = "2026-03-17T10:00:00+00:00", "2026-09-12"

LETTERS: dict[str, list[dict[str, Any]]] = {
    "age_coming": [{"age": age, "birthday_on": DAY} for age in (16, 18)],
    "countersign_proposed": [{"verb": "system.set_option", "expires_at": MOMENT}],
    "countersign_decided": [
        {"verb": "system.set_option", "state": state}
        for state in ("confirmed", "refused", "expired")
    ],
    "home_moved": [{"is_made": is_made} for is_made in (True, False)],
    "need_expired": [{**NEED, "why": why} for why in ("time", "grown_up")],
    "invitation_lapsing": [{**MATCH, "answer_by_at": MOMENT}],
    "match_invited": [
        {**MATCH, "answer_by_at": MOMENT, "is_job": False, "posting": None},
        {**MATCH, "answer_by_at": MOMENT, "is_job": False, "posting": "课后辅导"},
        {**MATCH, "answer_by_at": MOMENT, "is_job": True, "posting": "缝边工（坐姿）"},
    ],
    "application_rejected": [{**MATCH, "reason": reason} for reason in ("reject_reason", None)],
    "match_accepted": [{**STAFF, "has_phone": True}, {**STAFF, "has_phone": False}],
    "match_declined": [{**STAFF, "reason": "decline_reason"}],
    "match_lapsed": [{**STAFF, "waiting_for": who} for who in ("provider", "guardian")],
    "invitation_lapsed": [{**MATCH, "waiting_for": who} for who in ("provider", "guardian")],
    "consent_asked": [
        {**MATCH, "provider": "周老师", "expires_at": MOMENT, "channel": channel, "reader": reader}
        for channel in ("text", "paper")
        for reader in ("guardian", "director")
    ],
    "consent_given": [{**MATCH, "until_on": DAY}],
    "consent_given_staff": [{**STAFF, "until_on": DAY}],
    "consent_refused": [MATCH],
    "consent_refused_staff": [STAFF],
    "consent_withdrawn": [MATCH],
    "consent_withdrawn_staff": [STAFF],
    "match_ended": [
        {**MATCH, "provider": "周老师", "reason": reason} for reason in ("completed", "end_reason")
    ],
    "need_submitted": [{**NEED, "is_urgent": urgent} for urgent in (True, False)],
    "need_endorsed": [{**NEED, "is_urgent": urgent} for urgent in (True, False)],
    "need_returned": [{**NEED, "is_urgent": False}],
    "need_approved": [{**NEED, "is_urgent": False}],
    "need_rejected": [{**NEED, "is_urgent": False}],
    "volunteer_registered": [
        {"code": "V26-000001", "town": "乌镇镇", "categories": ["tutoring", "visit_care"]}
    ],
    "organization_registered": [{"name": "桐光（示例）", "town": "乌镇镇"}],
    "provider_decided": [
        {"name": "周老师", "state": state, "reason": reason, "is_organization": organization}
        for state in ("active", "suspended", "barred", "left")
        for reason in (None, "X-1")
        for organization in (True, False)
    ],
    "posting_submitted": [POSTING],
    "posting_verified": [POSTING],
    "posting_returned": [{**POSTING, "reason": "X-1"}],
    "posting_suspended": [{**POSTING, "kind": "job", "reason": "X-1"}],
}
REASON_LISTS = ("reject_reason", "decline_reason", "end_reason")
"""In the values above the name of a list stands for each of its codes in turn."""
