"""Who may sign in: the accounts, and adding one."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.accounts import LEAST_PASSWORD_LENGTH, NewAccount
from app.actions.accounts import add_account as store_account
from app.domain.accounts import Account, Role
from app.domain.errors import DomainError
from app.queries import accounts as accounts_queries
from app.queries import assistants as assistants_queries
from app.queries import clients as clients_queries
from app.queries.assistants import AssistantView
from app.queries.clients import ClientView
from app.web.access import current_scope, roles
from app.web.forms.settings import ROLES, AccountForm
from app.web.months import now
from app.web.request import current_session, services
from app.web.settings.blueprint import bp, parts

_ICONS = {
    Role.CLIENT: "building",
    Role.ASSISTANT: "user-check",
    Role.OPERATOR: "layout-grid",
    Role.ADMINISTRATOR: "adjustments",
}


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account with the words for its role and for whom it belongs to."""

    account: Account
    role: str
    icon: str
    belongs_to: str


@bp.get("/settings/accounts")
@roles(Role.ADMINISTRATOR)
def accounts() -> ResponseReturnValue:
    """Every account, and the form of a new one."""
    return _page(AccountForm())


@bp.post("/settings/accounts")
@roles(Role.ADMINISTRATOR)
def add_account() -> ResponseReturnValue:
    """Stores a new account, or shows the form again with everything but the password."""
    form = AccountForm()
    clients, assistants = _choices(form)
    if not form.is_sent_and_sound():
        return _page(form, status=400)
    data = _account(form, clients, assistants)
    try:
        store_account(
            current_session(),
            scope=current_scope(),
            data=data,
            now=now(),
            new_id=services().new_id,
            new_key=services().new_key,
        )
    except DomainError as refused:
        return _page(form, rest=form.show(refused), status=400)
    flash(gettext("%(name)sさんのアカウントを作りました。", name=data.display_name))
    return redirect(url_for("settings.accounts"))


def _choices(form: AccountForm) -> tuple[list[ClientView], list[AssistantView]]:
    """The companies and assistants an account may belong to; they are offered in the form."""
    session, scope = current_session(), current_scope()
    clients = clients_queries.clients(session, scope)
    assistants = assistants_queries.assistants(session, scope)
    form.offer(((each.public_id, each.name) for each in clients), ((each.public_id, each.name) for each in assistants))
    return clients, assistants


def _account(form: AccountForm, clients: list[ClientView], assistants: list[AssistantView]) -> NewAccount:
    """What the form says; a company is kept for a client user alone, an assistant for an assistant alone."""
    role = Role(form.role.data)
    client = next((each.id for each in clients if each.public_id == form.client.data), None)
    assistant = next((each.id for each in assistants if each.public_id == form.assistant.data), None)
    return NewAccount(
        email=str(form.email.data or "").strip(),
        display_name=" ".join(str(form.display_name.data or "").split()),
        role=role,
        password=str(form.password.data or ""),
        client_id=client if role is Role.CLIENT else None,
        assistant_id=assistant if role is Role.ASSISTANT else None,
        locale=str(form.locale.data),
    )


def _page(form: AccountForm, *, rest: list[str] | None = None, status: int = 200) -> ResponseReturnValue:
    clients, assistants = _choices(form)
    of_client = {each.id: each.name for each in clients}
    of_assistant = {each.id: each.name for each in assistants}
    lines = [
        AccountLine(
            account,
            str(ROLES[account.role]),
            _ICONS[account.role],
            of_client.get(account.client_id or 0, "") or of_assistant.get(account.assistant_id or 0, ""),
        )
        for account in accounts_queries.accounts(current_session(), current_scope())
    ]
    text = render_template(
        "settings/accounts.html",
        form=form,
        lines=lines,
        parts=parts("settings.accounts"),
        least=LEAST_PASSWORD_LENGTH,
        problems_left=rest or [],
    )
    return text, status
