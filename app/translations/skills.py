"""Names of the skills that tasks ask for and assistants have. Keys are the codes of `app.domain.assistants.SKILLS`."""

from __future__ import annotations

from app.translations import N_, Words

SKILL_NAMES: dict[str, str] = {
    "bookkeeping": N_("経理"),
    "personnel": N_("人事・労務"),
    "general_affairs": N_("総務"),
    "legal_clerical": N_("法務事務"),
    "it": N_("情報システム"),
    "planning": N_("経営企画"),
    "sales_clerical": N_("営業事務"),
    "secretary": N_("秘書"),
    "web": N_("Web運用"),
    "image_editing": N_("画像編集"),
}


def skill_name(say: Words, skill: str) -> str:
    """The skill's name; a code that is not known is shown as it is."""
    return say(SKILL_NAMES[skill]) if skill in SKILL_NAMES else skill
