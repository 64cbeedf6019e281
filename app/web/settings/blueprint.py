"""The blueprint on which the pages of the settings stand, and the parts they have."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask_babel import gettext

from app.translations import N_

bp = Blueprint("settings", __name__)
PARTS = (
    ("settings.index", N_("発行者")),
    ("settings.accounts", N_("アカウント")),
    ("settings.weights", N_("重み")),
)


def parts(endpoint: str) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is this one, for the row of parts under the page's name."""
    month = request.args.get("month")
    return [(gettext(label), url_for(name, month=month), name == endpoint) for name, label in PARTS]
