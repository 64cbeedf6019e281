"""The nouns of each role, once, for the tabs above and the tab bar of a phone."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import pgettext

from app.domain.accounts import Role
from app.translations import NP_
from app.web.access import current_account, may_enter


@dataclass(frozen=True, slots=True)
class Noun:
    """A tab before it is known who looks."""

    endpoint: str
    label: str
    icon: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab as it is drawn; `count` is what waits behind it, 0 for nothing."""

    endpoint: str
    label: str
    icon: str
    url: str
    is_active: bool
    count: int


_TASKS = Noun("tasks.index", NP_("page", "業務"), "list-details")
_HOURS = Noun("hours.index", NP_("page", "稼働"), "clock")
_OPERATOR = (
    Noun("home.index", NP_("page", "今月"), "layout-grid"),
    _TASKS,
    Noun("plans.show", NP_("page", "割当計画"), "users"),
    _HOURS,
    Noun("invoices.index", NP_("page", "月締め・請求"), "file-invoice"),
    Noun("clients.index", NP_("page", "依頼企業"), "building"),
    Noun("assistants.index", NP_("page", "アシスタント"), "user-check"),
)
NOUNS: dict[Role, tuple[Noun, ...]] = {
    Role.CLIENT: (
        Noun("home.index", NP_("page", "ホーム"), "home"),
        _TASKS,
        Noun("plans.show", NP_("page", "割当計画"), "calendar-due"),
        _HOURS,
        Noun("invoices.index", NP_("page", "請求書"), "file-invoice"),
    ),
    Role.ASSISTANT: (
        Noun("home.index", NP_("page", "今日"), "home"),
        Noun("tasks.index", NP_("page", "作業"), "list-details"),
        Noun("plans.show", NP_("page", "割当計画"), "calendar-due"),
        _HOURS,
        Noun("assistants.mine", NP_("page", "報酬"), "wallet"),
    ),
    Role.OPERATOR: (*_OPERATOR, Noun("settings.accounts", NP_("page", "アカウント"), "user")),
    Role.ADMINISTRATOR: (*_OPERATOR, Noun("settings.index", NP_("page", "設定"), "adjustments")),
}


def tabs_for(role: Role, counts: dict[str, int], active: str | None = None) -> list[Tab]:
    """The role's tabs whose pages exist and are open to it; `active` names an endpoint other than this page's noun."""
    here = (active or request.endpoint or "").split(".")[0]
    nouns = (noun for noun in NOUNS[role] if may_enter(noun.endpoint, role))
    return [
        Tab(
            noun.endpoint,
            pgettext("page", noun.label),
            noun.icon,
            _url(noun.endpoint),
            noun.endpoint.split(".")[0] == here,
            counts.get(noun.endpoint, 0),
        )
        for noun in nouns
    ]


def first_page(role: Role) -> str:
    """Where the role starts: its first noun that exists, else the notices, else the sign-in page."""
    candidates = (*(noun.endpoint for noun in NOUNS[role]), "notices.index")
    return next((_url(endpoint) for endpoint in candidates if may_enter(endpoint, role)), url_for("accounts.sign_in"))


def _url(endpoint: str) -> str:
    """The page, in the month being looked at when that month was chosen."""
    month = request.args.get("month") or (request.view_args or {}).get("month")
    return url_for(endpoint, month=str(month)) if month else url_for(endpoint)


def link_to(endpoint: str, **values: str | None) -> str | None:
    """The address of a page, if it exists and is open to the one who asks; for buttons that lead to other nouns."""
    account = current_account()
    if account is None or not may_enter(endpoint, account.role):
        return None
    return url_for(endpoint, **{name: value for name, value in values.items() if value is not None})  # type: ignore[arg-type]
