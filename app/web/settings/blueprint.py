"""The blueprint on which the pages of the settings stand, and the parts they have."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask_babel import gettext

from app.translations import N_
from app.web.access import current_scope, may_enter

bp = Blueprint("settings", __name__)
PARTS = (
    ("settings.index", N_("発行者")),
    ("settings.accounts", N_("アカウント")),
    ("settings.weights", N_("重み")),
    ("settings.trail", N_("操作の記録")),
)


def parts(endpoint: str) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is this one, for the row of parts under the page's name."""
    month, role = request.args.get("month"), current_scope().role
    return [
        (gettext(label), url_for(name, month=month), name == endpoint) for name, label in PARTS if may_enter(name, role)
    ]


def ways(endpoint: str) -> list[tuple[str, str, bool]]:
    """The two ways to weights as filters: label, address, whether it is this one."""
    options = (
        ("settings.weights", gettext("数で決める")),
        ("settings.compare", gettext("2つずつ比べて決める")),
    )
    return [(label, url_for(name, month=request.args.get("month")), name == endpoint) for name, label in options]
