"""Why a database that answers cannot be worked with, and how to mend it; the keys are those of `Condition`."""

from __future__ import annotations

from app.translations import N_

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
