"""Words of inventories that mean a word of the catalogue. Law: small, and every line is a name people write in sheets.

Applied in this order to folded text without particles; the right side is a word that the catalogue has.
"""

from __future__ import annotations

import re

_LINES = (
    # Law-gated first: these must find their entry, whatever else is in the name.
    ("(?:法人税|消費税|所得税|地方税|確定|決算)(?:等)?(?:確定)?申告書?", "税務申告書"),
    ("雇用保険|厚生年金|健康保険|労働社会保険|社保", "社会保険"),
    ("離職票(?:発行|作成|手続き?)?", "社会保険喪失届"),
    ("月変届|随時改定", "月額変更"),
    ("(?:契約書)?リーガルチェック", "契約書レビュー"),
    ("契約書?(?:法務)?(?:リーガル)?(?:チェック|審査|確認|精査)", "契約書レビュー"),
    ("就業規則(?:見直し?|改[定訂]|変更|整備)", "就業規則作成"),
    ("(?:商業)?登記(?:申請)?", "商業登記申請"),
    ("(?:建設業|営業|飲食店|古物商)?許可(?:更新)?申請", "許認可申請"),
    ("売掛金?回収交渉|未収金?回収交渉", "債権回収交渉"),
    ("(?:入金|支払い?|未払い?)督促", "督促連絡"),
    # What is done with a contract without judging it must not look like judging it.
    ("契約書?(?:保管|整理|ファイリング)", "文書管理ファイリング"),
    ("契約書?製本", "捺印代行製本"),
    ("契約書?(?:更新|期限)(?:期限)?(?:管理)?", "契約更新期限台帳"),
    # Names of the same thing.
    ("ホームページ|webサイト|ウェブサイト|ブログ|hp", "cms記事"),
    ("メールマガジン", "メルマガ"),
    ("ご?お?問い?合わ?せ", "問い合わせ"),
    ("レビュー(?:返信|対応)", "口コミ返信"),
    ("消し込み", "消込"),
    ("押印", "捺印"),
    ("支払い", "支払"),
    ("求人(?:媒体|広告|原稿|情報)", "求人票"),
    ("調査", "リサーチ"),
    ("写真", "画像"),
    ("採用面接", "面接採否判断"),
    ("名刺(?:整理|入力|管理|登録)", "名刺データ化"),
    ("郵便物", "郵便"),
    ("受注(?!発注)", "受発注"),
    ("(?:業者|届いた|受け取った)請求書", "請求書受領"),
    ("研修(?:案内|出欠|申込|受付)", "研修手配"),
)
_COMPILED = tuple((re.compile(pattern), word) for pattern, word in _LINES)


def in_catalogue_words(text: str) -> str:
    """The folded text with the catalogue's words in place of other names for the same thing."""
    for pattern, word in _COMPILED:
        text = pattern.sub(word, text)
    return text
