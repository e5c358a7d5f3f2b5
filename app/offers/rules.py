"""What must be true of a posting before it is stored or handed in."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.kernel import words
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.errors import NotFound, Refused
from app.offers.models import Posting
from app.people.models import Appointment
from app.providers.models import Organization, ProviderState

# 慈善法 2 and the house's own rule: the platform takes no money and promotes no payment.
MONEY_WORDS = (
    "捐款", "募捐", "众筹", "筹款", "转账", "汇款", "打款", "打钱", "收款码", "付款码", "二维码付款",
    "银行卡号", "银行账号", "银行账户", "支付宝账号", "微信支付", "微信红包", "红包", "donate money",
    "donation link", "bank account", "fundrais", "crowdfund", "transfer money", "payment code",
)  # fmt: skip
# 劳动合同法 9: no deposit and no charge for being hired.
CHARGES = ("押金", "保证金", "服装费", "报名费", "培训费", "体检费自理", "中介费", "deposit required",
           "registration fee", "training fee")  # fmt: skip
CHARGED_NOTHING = ("免培训费", "免报名费", "不收押金", "不收培训费", "不收报名费", "无押金")


def require_no_money(*, title: str, description: str) -> None:
    """Refuse words that ask for money, beside the field they stand in."""
    for field, text in (("title", title), ("description", description)):
        word = _first(MONEY_WORDS, text)
        if word:
            raise Refused("offer.asks_for_money", field=field, word=word)


def require_no_charge(*, title: str, description: str, pay: str) -> None:
    """Refuse what lets a job seeker pay."""
    for field, text in (("title", title), ("description", description), ("pay", pay)):
        for harmless in CHARGED_NOTHING:
            text = text.replace(harmless, "")
        word = _first(CHARGES, text)
        if word:
            raise Refused("offer.charges_worker", field=field, word=word)


def _first(many: tuple[str, ...], text: str) -> str | None:
    lowered = text.lower()
    return next((word for word in many if word in lowered), None)


def require_ready(posting: Posting, *, today: date) -> None:
    """What must hold when a posting is handed in and when it is published."""
    organization = organization_of(posting.organization_id)
    if organization.state != ProviderState.ACTIVE:
        raise Refused("offer.organization_not_active")
    if posting.ends_on is not None and posting.ends_on < today:
        raise Refused("offer.dates_over", field="ends_on")
    _require_qualified(posting, organization, today)
    if posting.needs_check(direct_contact=False) and not organization.is_checked(today):
        raise Refused("offer.no_record_check", field="direct_contact")


def _require_qualified(posting: Posting, organization: Organization, today: date) -> None:
    held = {one.kind for one in organization.qualifications if one.is_held(today)}
    missing = [kind for kind in posting.promised if kind not in held]
    if missing:
        kinds = words.labels("qualification", missing)
        raise Refused("offer.not_qualified", field="qualifications", kinds=kinds)


def organization_of(organization_id: int) -> Organization:
    found = db.session.scalars(
        select(Organization)
        .where(Organization.id == organization_id)
        .options(selectinload(Organization.qualifications))
    ).one_or_none()
    if found is None:
        raise NotFound(f"Organization {organization_id}")
    return found


def require_stranger(actor: Actor, posting: Posting) -> None:
    """An officer who belongs to the organisation, or wrote the posting, does not decide on it."""
    hats = select(Appointment.id).where(
        Appointment.account_id == actor.account_id,
        Appointment.organization_id == posting.organization_id,
    )
    if posting.posted_by == actor.account_id or db.session.scalars(hats).first() is not None:
        raise Refused("offer.own")
