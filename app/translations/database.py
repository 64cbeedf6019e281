"""Why a database cannot be worked with and how to mend it, and what to do about a failure that passes."""

from __future__ import annotations

from app.translations import N_

#: The keys are those of `Condition`.
CONDITIONS: dict[str, str] = {
    "not_migrated": N_("データベースの用意がまだか、古い版のままです。ennoshita init を実行してください。"),
    "newer": N_(
        "データベースが、このプログラムより新しい版です。"
        "プログラムを新しい版に上げるか、版を上げる前のバックアップからデータベースを戻してください。"
    ),
    "read_only": N_(
        "データベースのファイルかフォルダーに書き込めません。場所と、所有者と、書き込みの権限を確かめてください。"
    ),
    "not_utf8": N_(
        "データベースの文字コードが UTF8 ではありません。CREATE DATABASE に ENCODING 'UTF8' TEMPLATE template0 を"
        "付けて作りなおしてください。"
    ),
}
#: The keys are those of `Trouble`.
TROUBLES: dict[str, str] = {
    "crowded": N_("同時に使う人が多く、順番が回ってきませんでした。数秒待って、もう一度お試しください。"),
    "locked": N_("ほかの人が同じところを書き換えています。数秒待って、もう一度お試しください。"),
    "slow": N_("時間がかかりすぎたため、途中で止めました。少し待って、もう一度お試しください。"),
    "unreachable": N_("データベースにつながりません。少し待って、もう一度お試しください。"),
    "full": N_(
        "データベースのディスクがいっぱいで、書き込めません。記録は変わっていません。空きを作ってからお試しください。"
    ),
}
#: Said where a database works and does not keep clients apart by itself.
NO_SECOND_WALL = N_(
    "注意：データベースのロールがスーパーユーザーか BYPASSRLS なので、依頼企業のあいだの二つ目の壁"
    "（行単位のセキュリティ）が効いていません。docs/deploy.md の 3 のとおりに直してください。"
)
