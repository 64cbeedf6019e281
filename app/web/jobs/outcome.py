"""What came of a job, in sentences, and the page where it can be seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, ngettext

from app.domain.errors import Problem
from app.domain.jobs import JobKind, JobState
from app.domain.worktime import Month
from app.queries import clients as clients_queries
from app.queries.jobs import JobView
from app.translations.choosing import DONE, MISSING, NOTHING_DONE
from app.translations.known import COUNTS
from app.translations.plans import status_sentence
from app.web.access import current_scope
from app.web.formats import ja_hours, month_name, month_short
from app.web.navigation import link_to
from app.web.request import current_session
from app.web.saying import language
from app.web.sentences import sentence_of


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence; `tint` is ok or warn. `is_detail` is left out where there is room for little."""

    text: str
    tint: str = "ok"
    is_detail: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A link to where a job's result, or what it was asked from, can be seen."""

    url: str
    word: str
    icon: str


SAID = 3
REASONS = 100
"""So many rows that stayed as they were are named."""
"""So many clients that were parked are named in a message; the job's page and the board name every one."""


def outcome_of(job: JobView) -> list[Said]:
    """What a job that is done has done."""
    return _SAYERS[job.kind](job, job.result or {})


def in_short(sentences: list[Said]) -> list[Said]:
    """As much of it as stands above another page."""
    spoken = [each for each in sentences if not each.is_detail]
    parked = [each for each in sentences if each.is_detail and each.tint == "warn"]
    rest = len(parked) - SAID
    more = gettext("ほかに%(count)s社が保留です。理由は表にあります。", count=rest)
    return [*spoken, *parked[:SAID], *([Said(more, "warn")] if rest > 0 else [])]


def way_of(job: JobView) -> Way | None:
    """Where it leads; None where there is nothing to see, or not for this role."""
    url, word, icon = _WAYS.get(job.kind, _nowhere)(job)
    return Way(url, word, icon) if url else None


def _import(_job: JobView, result: dict[str, Any]) -> list[Said]:
    stored, stopped, reported = result["stored"], result["stopped"], result["reported"]
    text = ngettext("%(num)s業務を取り込み、採点しました。", "%(num)s業務を取り込み、採点しました。", stored)
    said = [Said(text) if stored else Said(gettext("取り込んだ業務はありません。"), "warn")]
    if known := result.get("known", 0):  # imports of before did not leave known rows out
        said.append(Said(gettext("%(text)s。", text=gettext(COUNTS, new=stored, known=known))))
    if stopped:
        text = gettext("うち%(count)s業務は、法律などの理由でアシスタントに渡せません。", count=stopped)
        said.append(Said(text, "warn"))
    if reported:
        said.append(Said(gettext("読み取れない%(count)s行は取り込んでいません。", count=reported), "warn"))
    return said


def _score(_job: JobView, result: dict[str, Any]) -> list[Said]:
    return [Said(ngettext("%(num)s業務を採点しました。", "%(num)s業務を採点しました。", result["scored"]))]


def _plan(_job: JobView, result: dict[str, Any]) -> list[Said]:
    made = gettext(
        "第%(version)s案を作りました。%(count)s件を割り当て、%(left)s件が未割当です。",
        version=result["version"],
        count=result["assigned"],
        left=result["left_out"],
    )
    time = gettext("割り当てた時間は%(hours)sです。", hours=ja_hours(result["planned_min"]))
    proof = status_sentence(language(), result["status"], result["gap"])
    return [Said(made), Said(time, is_detail=True), Said(gettext("%(text)s。", text=proof), is_detail=True)]


def _close(job: JobView, result: dict[str, Any]) -> list[Said]:
    closed, parked = result["closed"], result["parked"]
    if job.arguments["client"] is not None and closed:
        return [Said(_closed_words(job, closed[0]))]
    anew = [each for each in closed if not each["was_closed"]]
    said = []
    if anew:
        said.append(Said(gettext("%(count)s社を締め、請求書の下書きを作りました。", count=len(anew))))
    elif not parked:
        said.append(Said(gettext("すべて締め済みです。新しく締めた依頼企業はありません。")))
    names = {each.id: each.short_name for each in clients_queries.clients(current_session(), current_scope())}
    return said + [Said(_parked_words(each, names), "warn", is_detail=True) for each in parked]


def _closed_words(job: JobView, closed: dict[str, Any]) -> str:
    words = {"client": job.client_name, "month": month_short(Month.parse(job.arguments["month"]))}
    if closed["was_closed"]:
        return gettext("%(client)sの%(month)sは、すでに締め済みです。", **words)
    if closed["invoice_public_id"] is None:
        return gettext("%(client)sの%(month)sを締めました。請求するものはありません。", **words)
    return gettext("%(client)sの%(month)sを締め、請求書の下書きを作りました。", **words)


def _parked_words(parked: dict[str, Any], names: dict[int, str]) -> str:
    reason = " ".join(sentence_of(Problem(**problem)) for problem in parked["problems"])
    name = names.get(parked["client_id"], gettext("ほかの依頼企業"))
    return gettext("%(client)sは保留です。%(reason)s", client=name, reason=reason)


def _issue(_job: JobView, result: dict[str, Any]) -> list[Said]:
    numbers = result["numbers"]
    if not numbers:
        return [Said(gettext("発行する下書きはありませんでした。"))]
    if len(numbers) == 1:
        return [Said(gettext("1件を発行しました（%(number)s）。", number=numbers[0]))]
    return [
        Said(
            gettext(
                "%(count)s件を発行しました（%(first)s〜%(last)s）。",
                count=len(numbers),
                first=numbers[0],
                last=numbers[-1],
            )
        )
    ]


def _paper(_job: JobView, result: dict[str, Any]) -> list[Said]:
    return [Said(gettext("PDFができました（%(size)sKB）。", size=max(1, result["bytes"] // 1000)))]


def _sent(_job: JobView, result: dict[str, Any]) -> list[Said]:
    return [Said(gettext("送りました。") if result["sent"] else gettext("受け取る人がいないので、送りませんでした。"))]


def _checked(_job: JobView, result: dict[str, Any]) -> list[Said]:
    count = result["findings"]
    if not count:
        return [Said(gettext("残高、合計、番号はすべて合っています。"))]
    text = gettext(
        "帳簿の確かめで%(count)s件の食い違いが見つかりました。ennoshita check で内容を確かめてください。", count=count
    )
    return [Said(text, "warn")]


def _tidied(_job: JobView, result: dict[str, Any]) -> list[Said]:
    return [Said(gettext("古い処理と連絡の記録%(count)s件を消しました。", count=result["removed"]))]


def _many(job: JobView, result: dict[str, Any]) -> list[Said]:
    noun, verb, done = job.arguments["noun"], job.arguments["verb"], result["done"]
    month = month_name(Month.parse(job.arguments["month"]))
    said = [Said(gettext(DONE[noun, verb], count=done, month=month) if done else gettext(NOTHING_DONE))]
    if result["missing"]:
        said.append(Said(gettext(MISSING, count=result["missing"]), "warn"))
    for each in result["refused"][:REASONS]:
        why = sentence_of(Problem(each["code"], each["field"], params=each["params"]))
        said.append(
            Said(gettext("%(name)s：%(why)s", name=each["name"] or gettext("下書き"), why=why), "warn", is_detail=True)
        )
    rest = len(result["refused"]) - REASONS
    return [*said, *([Said(gettext("ほかに%(count)s件が変わっていません。", count=rest), "warn")] if rest > 0 else [])]


def _filed(job: JobView, result: dict[str, Any]) -> list[Said]:
    size = max(1, result["bytes"] // 1000)
    told = {"count": f"{result['rows']:,}", "size": f"{size:,}"}
    is_zip = job.arguments["file"]["form"] == "zip"
    made = (
        gettext("書類%(count)s件のファイルができました（%(size)sKB）。", **told)
        if is_zip
        else gettext("%(count)s行のファイルができました（%(size)sKB）。", **told)
    )
    return [Said(made), Said(gettext("1日のあいだ受け取れます。そのあとは作りなおしてください。"), is_detail=True)]


def _part(_job: JobView, _result: dict[str, Any]) -> list[Said]:
    return [Said(gettext("計画の一部ができました。"))]


def _explained(_job: JobView, result: dict[str, Any]) -> list[Said]:
    return [Said(gettext("計画の見立て%(count)s件を計算しました。", count=result["answered"]))]


_SAYERS: dict[JobKind, Callable[[JobView, dict[str, Any]], list[Said]]] = {
    JobKind.IMPORT: _import,
    JobKind.SCORE: _score,
    JobKind.PLAN: _plan,
    JobKind.BLOCK: _part,
    JobKind.EXPLAIN: _explained,
    JobKind.CLOSE: _close,
    JobKind.ISSUE: _issue,
    JobKind.PDF: _paper,
    JobKind.SEND: _sent,
    JobKind.CHECK: _checked,
    JobKind.TIDY: _tidied,
    JobKind.MANY: _many,
    JobKind.FILE: _filed,
}

_Way = tuple[str | None, str, str]


def _inventory(job: JobView) -> _Way:
    client = job.client_public_id if current_scope().is_staff else None
    return link_to("tasks.index", client=client), gettext("業務棚卸を見る"), "list-details"


def _month_plan(job: JobView) -> _Way:
    return link_to("plans.show", month=job.arguments["month"]), gettext("割当計画を見る"), "users"


def _board(job: JobView) -> _Way:
    return link_to("invoices.index", month=job.arguments["month"]), gettext("月締めを見る"), "file-invoice"


def _invoice(job: JobView) -> _Way:
    return link_to("invoices.show", public_id=job.arguments["invoice"]), gettext("請求書を見る"), "file-invoice"


def _list(job: JobView) -> _Way:
    return (
        link_to(f"lists.{job.arguments['noun']}", month=job.arguments.get("month")),
        gettext("一覧へ戻る"),
        "list-details",
    )


def _made_file(job: JobView) -> _Way:
    if job.state is not JobState.DONE:
        return _list(job)
    return link_to("jobs.file", public_id=job.public_id), gettext("ファイルを受け取る"), "download"


def _nowhere(_job: JobView) -> _Way:
    return None, "", ""


_WAYS: dict[JobKind, Callable[[JobView], _Way]] = {
    JobKind.IMPORT: _inventory,
    JobKind.SCORE: _inventory,
    JobKind.PLAN: _month_plan,
    JobKind.EXPLAIN: _month_plan,
    JobKind.CLOSE: _board,
    JobKind.ISSUE: _board,
    JobKind.PDF: _invoice,
    JobKind.MANY: _list,
    JobKind.FILE: _made_file,
}
