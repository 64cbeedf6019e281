"""One search over everything the role may open, and over what it may do; a page, and the palette's part of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, pgettext

from app.domain.accounts import Role
from app.domain.searching import search_words
from app.domain.worktime import Month
from app.queries.search import Hit, HitKind
from app.queries.search import search as find
from app.translations import N_, words
from app.web.access import current_scope, may_enter, signed_in
from app.web.formats import month_name
from app.web.navigation import NOUNS, Noun, link_to
from app.web.paging import text_asked
from app.web.request import current_session

bp = Blueprint("search", __name__)
ON_PAGE, IN_PALETTE = 20, 6


@dataclass(frozen=True, slots=True)
class Line:
    """Something found, with its page."""

    title: str
    detail: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind; the best comes first."""

    name: str
    lines: tuple[Line, ...]


#: kind -> page, icon, heading
KINDS = {
    HitKind.TASK: ("tasks.show", "list-details", N_("業務")),
    HitKind.CLIENT: ("clients.show", "building", N_("依頼企業")),
    HitKind.ASSISTANT: ("assistants.show", "user", N_("アシスタント")),
    HitKind.INVOICE: ("invoices.show", "file-invoice", N_("請求書")),
}
#: What can be done besides opening the role's main pages; an action whose page is closed to the role is left out.
ACTIONS = (
    Noun("tasks.new", N_("業務を追加"), "plus"),
    Noun("tasks.import_start", N_("棚卸表を取り込む"), "upload"),
    Noun("hours.import_start", N_("稼働のファイルを取り込む"), "upload"),
    Noun("hours.approvals", N_("稼働を承認する"), "checks"),
    Noun("hours.month_summary", N_("今月の稼働をまとめて見る"), "clock"),
    Noun("clients.new", N_("依頼企業を追加"), "plus"),
    Noun("assistants.new", N_("アシスタントを追加"), "user-plus"),
    Noun("assistants.pay", N_("報酬を見る"), "wallet"),
    Noun("invoices.search", N_("請求書をさがす"), "search"),
    Noun("invoices.exports", N_("会計用に書き出す"), "download"),
    Noun("settings.weights", N_("採点の重みを変える"), "scale"),
    Noun("settings.accounts", N_("アカウントを追加"), "user-plus"),
    Noun("notices.index", N_("お知らせを見る"), "bell"),
    Noun("jobs.index", N_("処理の一覧を見る"), "clock-play"),
    Noun("preferences.show", N_("通知とカレンダーを設定する"), "settings"),
    Noun("search.shortcuts", N_("キーボード操作を見る"), "help"),
    Noun("hours.top_up", N_("時間を追加"), "stack-2"),
    Noun("accounts.own", N_("パスワードとサインインを確かめる"), "user"),
)
#: Pages that ask staff for a company first.
OF_CLIENTS = frozenset({"hours.top_up"})
#: Page -> other words and readings that people look for it by; never shown.
ALSO = {
    "home.index": N_("月次報告 げつじほうこく レポート"),
    "tasks.index": N_("棚卸 たなおろし ぎょうむ"),
    "tasks.new": N_("業務を頼む 依頼 いらい ぎょうむ"),
    "hours.index": N_("時間 勤怠 かどう じかん"),
    "hours.approvals": N_("しょうにん かどう"),
    "hours.month_summary": N_("月次報告 げつじほうこく レポート"),
    "hours.top_up": N_("追加購入 買い足す じかん ついか"),
    "plans.show": N_("予定 シフト けいかく わりあて"),
    "invoices.index": N_("締め せいきゅう しめ"),
    "invoices.search": N_("せいきゅう インボイス"),
    "invoices.exports": N_("仕訳 会計ソフト かいけい しわけ"),
    "assistants.mine": N_("支払 給料 ほうしゅう しはらい"),
    "assistants.pay": N_("支払 給料 ほうしゅう しはらい"),
    "accounts.own": N_("ログイン パスキー 端末 2段階認証"),
    "settings.accounts": N_("ログイン 権限 招待 しょうたい"),
    "preferences.show": N_("メール 言語 つうち せってい"),
}


@bp.get("/search")
@signed_in
def index() -> ResponseReturnValue:
    """The search as a page; it works without scripts."""
    text = text_asked()
    groups = _groups(text, ON_PAGE)
    return render_template("search/index.html", text=text, groups=groups, count=_count(groups), most=ON_PAGE)


@bp.get("/search/palette")
@signed_in
def palette() -> ResponseReturnValue:
    """A part of a page: the palette's list."""
    groups = _groups(text_asked(), IN_PALETTE)
    return render_template("search/list.html", text=text_asked(), groups=groups, count=_count(groups))


@bp.get("/shortcuts")
@signed_in
def shortcuts() -> ResponseReturnValue:
    """What keys do: a page, or for the script a part of one."""
    is_part = request.headers.get("HX-Request") == "true"
    return render_template("search/keys.html" if is_part else "search/shortcuts.html")


def _groups(text: str, limit: int) -> list[Group]:
    """Actions and what is found, the kind with the best fit first; all actions where nothing is typed."""
    role = current_scope().role
    wanted = {kind for kind, (endpoint, *_rest) in KINDS.items() if may_enter(endpoint, role)}
    hits = find(current_session(), current_scope(), text, kinds=wanted, limit=limit)
    best: dict[str, tuple[int, list[Line]]] = {}
    actions = _actions(role, text)
    if actions:
        best[gettext("操作とページ")] = (1, actions[:limit] if text else actions)
    for hit in hits:
        line = _line(hit)
        if line is not None:
            best.setdefault(gettext(KINDS[hit.kind][2]), (hit.rank, []))[1].append(line)
    ordered = sorted(best.items(), key=lambda item: item[1][0])
    return [Group(name, tuple(lines)) for name, (_rank, lines) in ordered]


def _count(groups: Iterable[Group]) -> int:
    return sum(len(group.lines) for group in groups)


def _line(hit: Hit) -> Line | None:
    endpoint, icon, _name = KINDS[hit.kind]
    url = link_to(endpoint, public_id=hit.public_id)
    detail = f"{hit.detail} {month_name(Month.parse(hit.month))}" if hit.month else hit.detail
    return Line(hit.title, detail, url, icon) if url else None


def _actions(role: Role, text: str) -> list[Line]:
    """The role's pages and actions whose name holds every word, in either language."""
    typed = search_words(text)
    pages = [(noun, pgettext("page", noun.label)) for noun in NOUNS[role]]
    actions = [(noun, gettext(noun.label)) for noun in ACTIONS]
    return [
        Line(name, "", url_for(noun.endpoint), noun.icon)
        for noun, name in (*pages, *actions)
        if may_enter(noun.endpoint, role)
        and (role is Role.CLIENT or noun.endpoint not in OF_CLIENTS)
        and _fits(_called(noun, name), typed)
    ]


def _called(noun: Noun, name: str) -> str:
    """All that a page is called, in lower case and either language."""
    also, english = ALSO.get(noun.endpoint, ""), words("en")
    return f"{name} {noun.label} {english(noun.label)} {also} {english(also) if also else ''}".lower()


def _fits(name: str, typed: Iterable[Iterable[str]]) -> bool:
    return all(any(way.lower() in name for way in ways) for ways in typed)
