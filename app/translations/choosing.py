"""Words for what is done to many rows of a list: on the button, before, and after. Keys are noun and verb."""

from __future__ import annotations

from app.translations import N_

LABELS: dict[tuple[str, str], str] = {
    ("tasks", "month"): N_("%(month)sの作業に加える"),
    ("tasks", "score"): N_("採点しなおす"),
    ("tasks", "archive"): N_("棚卸から外す"),
    ("hours", "approve"): N_("承認する"),
    ("invoices", "files"): N_("PDFをまとめて受け取る"),
    ("invoices", "issue"): N_("発行する"),
    ("invoices", "pay"): N_("残りの全額を入金済みにする"),
}
#: What cannot simply be taken back is asked for first.
ASKS: dict[tuple[str, str], str] = {
    ("tasks", "archive"): N_("選んだ%(count)s業務を棚卸から外しますか。稼働と点数の記録は残ります。"),
    ("invoices", "issue"): N_("選んだ%(count)s件を発行しますか。発行すると番号が付き、内容は変えられません。"),
    ("invoices", "pay"): N_(
        "選んだ%(count)s件の残りの全額を、今日の入金として記録しますか。間違えた入金は請求書のページで取り消せます。"
    ),
}
DONE: dict[tuple[str, str], str] = {
    ("tasks", "month"): N_("%(count)s業務が%(month)sの作業に入っています。次に計画を作ると割り当てられます。"),
    ("tasks", "score"): N_("%(count)s業務を採点しなおしました。"),
    ("tasks", "archive"): N_("%(count)s業務を棚卸から外しました。"),
    ("hours", "approve"): N_("%(count)s件の記録を承認しました。"),
    ("invoices", "issue"): N_("%(count)s件を発行しました。PDFとお知らせはこのあと作られます。"),
    ("invoices", "pay"): N_("%(count)s件の入金を記録しました。"),
}
NOTHING_DONE = N_("変わったものはありません。")
MISSING = N_("%(count)s件は見つかりませんでした。ほかの人が先に変えたか、この一覧にないものです。")
