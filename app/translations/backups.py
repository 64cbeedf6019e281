"""Why a backup was not made or not put back, and how to go on; the keys are those of `Refusal`."""

from __future__ import annotations

from app.translations import N_

REFUSALS: dict[str, str] = {
    "there_already": N_("同じ名前のファイルがあります。バックアップは上書きしないので、別の名前にしてください。"),
    "not_written": N_("書き込めません。場所と、書き込みの権限と、ディスクの空きを確かめてください。"),
    "not_read": N_("ファイルを開けません。名前と場所を確かめてください。"),
    "no_database": N_("バックアップを取るデータベースがありません。ENNOSHITA_DATABASE_URL を確かめてください。"),
    "no_tool": N_(
        "%(tool)s が見つかりません。サーバーと同じ版の PostgreSQL クライアントを入れてください"
        "（Debian と Ubuntu では apt-get install postgresql-client）。"
    ),
    "failed": N_("データベースが断りました：%(said)s"),
    "no_backup": N_("Ennoshita のバックアップではありません。ennoshita backup で作ったファイルを指定してください。"),
    "damaged": N_("バックアップのファイルが壊れています。別のバックアップを使ってください。"),
    "other_kind": N_(
        "別の種類のデータベースのバックアップです。"
        "SQLite のものは SQLite に、PostgreSQL のものは PostgreSQL に戻します。"
    ),
    "newer": N_("バックアップが、このプログラムより新しい版です。プログラムを新しい版に上げてから戻してください。"),
    "has_data": N_(
        "データベースに依頼企業かアカウントがあります。"
        "いまのデータを捨ててよければ、バックアップを取ってから --replace を付けてください。"
    ),
    "busy": N_("ほかの処理がデータベースを使い続けています。少し待って、もう一度行ってください。"),
}
