"""Names (分野) of the functions a company's tasks belong to, by their names in the catalogue."""

from __future__ import annotations

from app.translations import N_

FUNCTIONS: dict[str | None, str] = {
    "経理・財務": N_("経理・財務"),
    "人事・労務": N_("人事・労務"),
    "総務": N_("総務"),
    "法務": N_("法務"),
    "情報システム": N_("情報システム"),
    "経営企画": N_("経営企画"),
    "営業事務": N_("営業事務"),
    "秘書": N_("秘書"),
    "Web運用": N_("Web運用"),
    None: N_("カタログにない業務"),
}
"""One that is not here is shown as the catalogue has it."""
