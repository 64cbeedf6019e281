"""Words for what the reading of an inventory says in codes: problems, refusals, fields, skipped rows and values.

Every sentence says what is wrong and how to mend it. Tests hold the codes of the readers and these keys together.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.translations import N_, Words

FIELDS: dict[str, str] = {
    "number": N_("番号"),
    "name": N_("業務名"),
    "department": N_("部署"),
    "detail": N_("業務内容"),
    "owner": N_("担当者"),
    "frequency": N_("頻度"),
    "minutes_per_run": N_("1回の時間"),
    "runs_per_month": N_("月の回数"),
    "has_manual": N_("マニュアル"),
    "routine": N_("定型・非定型"),
    "judgement_pct": N_("判断の割合"),
    "expertise": N_("専門知識"),
    "confidentiality": N_("機密区分"),
    "capable_people": N_("担当できる人数"),
    "key_person": N_("属人化"),
    "customer_contact": N_("顧客接点"),
    "tools": N_("使用ツール"),
    "note": N_("備考"),
    "file": N_("ファイル"),
}

PROBLEMS: dict[str, str] = {
    "duration_unreadable": N_("時間「%(text)s」を読み取れません。「30分」「1時間半」「1.5h」のように書いてください。"),
    "duration_range": N_("時間「%(text)s」に幅があります。ひとつの値にしてください。"),
    "duration_negative": N_("時間「%(text)s」がマイナスです。0より大きい値にしてください。"),
    "duration_too_long": N_("時間「%(text)s」が長すぎます。1回は%(limit_hours)s時間までです。"),
    "duration_zero": N_("時間が「%(text)s」です。1分以上にするか、不明なら空欄にしてください。"),
    "frequency_unreadable": N_(
        "頻度「%(text)s」を読み取れません。「毎日」「週2回」「月3回」「随時」のように書いてください。"
    ),
    "count_unreadable": N_("回数「%(text)s」を読み取れません。「18」「0.5」のような数で書いてください。"),
    "count_too_large": N_("回数「%(text)s」が多すぎます。月%(limit)s回までです。"),
    "people_unreadable": N_("人数「%(text)s」を読み取れません。「2」「2名」のように書いてください。"),
    "people_too_many": N_("人数「%(text)s」が多すぎます。%(limit)s人までです。"),
    "percent_unreadable": N_("割合「%(text)s」を読み取れません。0から100の数で書いてください。"),
    "percent_above_100": N_("割合「%(text)s」が100を超えています。0から100の数で書いてください。"),
    "yes_no_unreadable": N_("「%(text)s」を読み取れません。「あり」か「なし」で書いてください。"),
    "routine_unreadable": N_("「%(text)s」を読み取れません。「定型」「半定型」「非定型」のどれかで書いてください。"),
    "confidentiality_unreadable": N_(
        "機密区分「%(text)s」を読み取れません。「公開」「社外秘」「個人情報」「管理者権限」「銀行権限」のどれかで書いてください。"
    ),
    "key_person_unreadable": N_("属人化「%(text)s」を読み取れません。「低」「中」「高」のどれかで書いてください。"),
    "name_missing": N_("業務名がありません。業務名を書くか、行を消してください。"),
    "duplicate_row": N_(
        "「%(text)s」は%(first_row)s行目と同じ部署・同じ業務名です。どちらかを消すか、名前を分けてください。"
    ),
    # Said by imports that failed before known rows could be left out.
    "already_in_inventory": N_("「%(text)s」は同じ部署・同じ業務名で登録されています。消すか、名前を分けてください。"),
    "text_too_long": N_("「%(text)s」は%(length)s文字あります。%(limit)s文字までにしてください。"),
    "control_character": N_("「%(text)s」に使えない制御文字があります。書き直してください。"),
    "excel_error": N_("セルが表計算のエラー「%(text)s」です。値を直してください。"),
    "header_not_found": N_("業務名の列が見つかりません。見出しの行と列を選んでください。"),
    "mapping_refused": N_("この列の割り当ては使えません。選び直してください。"),
    "name_not_mapped": N_("業務名の列が選ばれていません。ひとつ選んでください。"),
    "field_mapped_twice": N_("同じ項目に2つの列が選ばれています。ひとつにしてください。"),
    "no_such_column": N_("選ばれた列か見出しの行がファイルにありません。選び直してください。"),
    "file_refused": N_("ファイルを読み取れません。CSVかxlsxで保存し直してください。"),
    "file_empty": N_("ファイルが空です。中身のあるファイルを選んでください。"),
    "file_unpacks_large": N_(
        "ファイルの中身が大きすぎます。展開すると%(limit_mib)sMBを超えます。必要なシートだけを保存しなおしてください。"
    ),
    "file_cell_long": N_(
        '%(row)s行目に長すぎるセルがあります。1つのセルは%(limit)s文字までです。引用符（"）の閉じ忘れがないかも確かめてください。'
    ),
    "file_too_large": N_(
        "ファイルが大きすぎます。%(limit_mib)sMBまでです。行をいくつかのファイルに分けるか、CSVで保存しなおしてください。"
    ),
    "file_too_many_rows": N_("行が多すぎます。%(limit)s行までです。ファイルを分けてください。"),
    "file_too_many_columns": N_("%(row)s行目の列が多すぎます。%(limit)s列までにしてください。"),
    "file_archive_suspicious": N_(
        "ファイルの圧縮のしかたが通常の表計算ファイルと違います。表計算ソフトで保存し直してください。"
    ),
    "file_workbook_broken": N_("ファイルが壊れていて開けません。表計算ソフトで開き、xlsxで保存し直してください。"),
    "file_workbook_empty": N_("表示されているシートに文字がありません。取り込むシートを表示して保存してください。"),
    "file_old_or_locked_workbook": N_(
        "古い形式（.xls）か、パスワード付きのファイルです。パスワードを外し、xlsxで保存し直してください。"
    ),
    "file_not_a_sheet": N_("表のファイルではありません。CSVかxlsxを選んでください。"),
    "file_contains_nul": N_("%(row)s行目に使えない文字（NUL）があります。UTF-8のCSVで保存し直してください。"),
    "file_encoding_unknown": N_("文字コードを判別できません。UTF-8かShift_JIS（cp932）で保存し直してください。"),
    "file_encoding_unsupported": N_("文字コード%(encoding)sには対応していません。UTF-8で保存し直してください。"),
    "file_encoding_mixed": N_("%(row)s行目だけ文字コードが違います。UTF-8で保存し直してください。"),
    "file_csv_broken": N_('%(row)s行目の引用符（"）が正しく閉じていません。直してください。'),
}

SKIP_REASONS: dict[str, str] = {
    "blank": N_("空の行"),
    "title": N_("表題・見出し"),
    "total": N_("合計の行"),
    "header": N_("見出しの繰り返し"),
    "example": N_("記入例"),
}

ROUTINES: dict[str, str] = {"routine": N_("定型"), "semi": N_("半定型"), "non_routine": N_("非定型")}

CONFIDENTIALITIES: dict[str, str] = {
    "public": N_("公開"),
    "internal": N_("社外秘"),
    "personal": N_("個人情報"),
    "administrator": N_("管理者権限"),
    "bank": N_("銀行権限"),
}

KEY_PERSON_RISKS: dict[str, str] = {"low": N_("低"), "middle": N_("中"), "high": N_("高")}

ENCODINGS: dict[str, str] = {
    "utf-8": N_("UTF-8"),
    "utf-8-sig": N_("UTF-8（BOM付き）"),
    "cp932": N_("Shift_JIS（cp932）"),
    "utf-16": N_("UTF-16"),
}


def problem_sentence(code: str, params: Mapping[str, object], say: Words) -> str:
    """What is wrong and how to mend it, in the reader's language; a code of another room comes back as it is."""
    msgid = PROBLEMS.get(code)
    return code if msgid is None else say(msgid, **{"text": "", **params})
