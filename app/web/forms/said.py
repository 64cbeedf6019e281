"""What the form library would say by itself, in our words: one wording for one mistake, whatever field it is in."""

from __future__ import annotations

from flask_babel import gettext

from app.translations import N_

_NO_CHOICE = N_("選べない値です。選びなおしてください。")
#: By the library's own English sentences (WTForms 3.3, `validators.py` and `fields/`).
OURS = {
    "This field is required.": N_("入力してください。"),
    "Field cannot be longer than %(max)d character.": N_("長すぎます。%(max)d文字までにしてください。"),
    "Field must be at least %(min)d character long.": N_("短すぎます。%(min)d文字以上にしてください。"),
    "Field must be between %(min)d and %(max)d characters long.": N_("%(min)d文字から%(max)d文字までにしてください。"),
    "Not a valid choice.": _NO_CHOICE,
    "Invalid Choice: could not coerce.": _NO_CHOICE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _NO_CHOICE,
    "'%(value)s' is not a valid choice for this field.": _NO_CHOICE,
    "Not a valid date value.": N_("日付を読み取れません。2026-11-18 のように書いてください。"),
    "Not a valid time value.": N_("時刻を読み取れません。9:30 のように書いてください。"),
    "Not a valid integer value.": N_("数を読み取れません。110,000 のように書いてください。"),
}


class OurSentences:
    """Stands in for the library's catalogue of translations."""

    def gettext(self, string: str) -> str:
        """Our sentence in the reader's language; what is none of the library's as it is."""
        return gettext(OURS[string]) if string in OURS else string

    def ngettext(self, singular: str, plural: str, n: int) -> str:  # noqa: ARG002 - as the library calls it
        """The same; ours have one form for any number."""
        return self.gettext(singular)
