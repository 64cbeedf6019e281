"""How much each criterion of the score counts, and scoring everything anew with it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.tasks.effect import effect_of
from app.actions.tasks.score import ask_scores, current_weights
from app.actions.tasks.score import save_weights as store_weights
from app.domain.accounts import Role
from app.domain.errors import DomainError, Problem, WeightsChanged
from app.queries.weights import versions
from app.web.access import current_scope, roles
from app.web.forms.settings import WEIGHTS_TOTAL, WeightsForm
from app.web.months import now
from app.web.progress import to_job
from app.web.request import current_session, services
from app.web.sentences import sentence_of
from app.web.settings.blueprint import bp, parts, ways
from app.web.settings.effect import EffectView, effect_view

VERSIONS_SHOWN = 8


@bp.get("/settings/weights")
@roles(Role.ADMINISTRATOR)
def weights() -> ResponseReturnValue:
    """The weights in force, in a form."""
    _version, in_force = current_weights(current_session())
    return _page(WeightsForm(data=in_force))


@bp.post("/settings/weights")
@roles(Role.ADMINISTRATOR)
def save_weights() -> ResponseReturnValue:
    """Stores a new version of the weights, or shows the form again; scores stay as they are."""
    form = WeightsForm()
    if not form.is_sent_and_sound():
        return _page(form, status=400)
    try:
        version = store_weights(
            current_session(),
            scope=current_scope(),
            weights=form.weights(),
            now=now(),
            seen_version=seen_version_sent(),
        )
    except WeightsChanged as refused:
        return _page(form, rest=form.show(refused), status=409)
    except DomainError as refused:
        return _page(form, rest=form.show(refused), status=400)
    flash(
        gettext("重みを第%(version)s版として保存しました。点数を変えるには、採点しなおしてください。", version=version)
    )
    return redirect(url_for("settings.weights"))


@bp.post("/settings/weights/preview")
@roles(Role.ADMINISTRATOR)
def preview_weights() -> ResponseReturnValue:
    """The page with what the typed weights would do to the inventory; nothing is stored."""
    form = WeightsForm()
    if not form.is_sent_and_sound():
        return _page(form, status=400)
    if form.total() != WEIGHTS_TOTAL:
        params: dict[str, str | int] = {"total": form.total(), "wanted": WEIGHTS_TOTAL}
        return _page(form, rest=[sentence_of(Problem("weights_total", params=params))], status=400)
    effect = effect_of(current_session(), scope=current_scope(), weights=form.weights())
    return _page(form, effect=effect_view(effect))


@bp.post("/settings/weights/total")
@roles(Role.ADMINISTRATOR)
def total() -> ResponseReturnValue:
    """A part of a page: the sum of what is being typed; nothing is stored."""
    return render_template("settings/total.html", total=WeightsForm().total(), wanted=WEIGHTS_TOTAL)


@bp.post("/settings/weights/score")
@roles(Role.ADMINISTRATOR)
def rescore() -> ResponseReturnValue:
    """Asks for every task to be scored with the weights in force; the scores before it stay."""
    job = ask_scores(
        current_session(), scope=current_scope(), client_public_id=None, now=now(), new_id=services().new_id
    )
    return to_job(job, otherwise=url_for("settings.weights"))


def seen_version_sent() -> int | None:
    """The version that the sent form was filled in beside; None where it does not say."""
    return request.form.get("seen_version", type=int)


def _page(
    form: WeightsForm, *, rest: list[str] | None = None, effect: EffectView | None = None, status: int = 200
) -> ResponseReturnValue:
    version, in_force = current_weights(current_session())
    text = render_template(
        "settings/weights.html",
        form=form,
        version=version,
        seen_version=version if status == 409 else seen_version_sent() or version,
        heaviest=max(in_force.values()),
        in_force=in_force,
        total=form.total(),
        wanted=WEIGHTS_TOTAL,
        parts=parts("settings.weights"),
        ways=ways("settings.weights"),
        effect=effect,
        versions=versions(current_session(), limit=VERSIONS_SHOWN),
        problems_left=rest or [],
    )
    return text, status
