"""Who may sign in: the accounts, and inviting one."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.accounts.links import invite
from app.domain.accounts import Account, Invitation, Role
from app.domain.errors import DomainError
from app.queries import accounts as accounts_queries
from app.queries import assistants as assistants_queries
from app.queries import clients as clients_queries
from app.queries.accounts.signing import with_second_factor
from app.web.access import current_scope, roles
from app.web.forms.settings import ROLES, AccountForm, RoleForm
from app.web.months import now
from app.web.paging import ROWS_A_PAGE, pages_of, text_asked
from app.web.request import current_session, services
from app.web.settings.blueprint import bp, parts

ICONS = {
    Role.CLIENT: "building",
    Role.ASSISTANT: "user-check",
    Role.OPERATOR: "layout-grid",
    Role.ADMINISTRATOR: "adjustments",
}
#: Whom an operator invites; an administrator invites everybody.
BY_OPERATORS = (Role.CLIENT, Role.ASSISTANT)


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account with the words for its role and for whom it belongs to."""

    account: Account
    role: str
    icon: str
    belongs_to: str
    has_second_factor: bool

    @property
    def is_invited(self) -> bool:
        """Whether its person has not chosen a password yet."""
        return not self.account.password_hash


@bp.get("/settings/accounts")
@roles(Role.OPERATOR, Role.ADMINISTRATOR)
def accounts() -> ResponseReturnValue:
    """The accounts one may manage, a page at a time, and the form of a new one."""
    return _page(_form())


@bp.post("/settings/accounts")
@roles(Role.OPERATOR, Role.ADMINISTRATOR)
def add_account() -> ResponseReturnValue:
    """Stores a new account and sends its invitation, or shows the form again."""
    form = _form()
    belonging = offer_belonging(form)
    if not form.is_sent_and_sound():
        return _page(form, status=400)
    role = Role(form.role.data)
    client_id, assistant_id = belonging.of(form, role)
    data = Invitation(
        email=str(form.email.data or "").strip(),
        display_name=" ".join(str(form.display_name.data or "").split()),
        role=role,
        client_id=client_id,
        assistant_id=assistant_id,
        locale=str(form.locale.data),
    )
    try:
        invite(
            current_session(),
            scope=current_scope(),
            data=data,
            now=now(),
            new_id=services().new_id,
            new_key=services().new_key,
        )
    except DomainError as refused:
        return _page(form, rest=form.show(refused), status=400)
    flash(gettext("%(name)sさんに招待のメールを送りました。", name=data.display_name))
    return redirect(url_for("settings.accounts"))


@dataclass(frozen=True, slots=True)
class Belonging:
    """Companies and assistants an account may belong to: public id -> row id."""

    clients: dict[str, int]
    assistants: dict[str, int]

    def of(self, form: RoleForm, role: Role) -> tuple[int | None, int | None]:
        """The company chosen for a client user and the assistant chosen for an assistant; None for everybody else."""
        client = self.clients.get(str(form.client.data)) if role is Role.CLIENT else None
        return client, self.assistants.get(str(form.assistant.data)) if role is Role.ASSISTANT else None


def offer_belonging(form: RoleForm) -> Belonging:
    """The companies and assistants there are, offered in the form."""
    session, scope = current_session(), current_scope()
    clients = clients_queries.clients(session, scope)
    assistants = assistants_queries.assistants(session, scope)
    form.offer(((each.public_id, each.name) for each in clients), ((each.public_id, each.name) for each in assistants))
    return Belonging({each.public_id: each.id for each in clients}, {each.public_id: each.id for each in assistants})


def account_lines(accounts: list[Account]) -> list[AccountLine]:
    """The accounts in words."""
    session, scope = current_session(), current_scope()
    of_client = {each.id: each.name for each in clients_queries.clients(session, scope)}
    of_assistant = {each.id: each.name for each in assistants_queries.assistants(session, scope)}
    secured = with_second_factor(session)
    return [
        AccountLine(
            account,
            str(ROLES[account.role]),
            ICONS[account.role],
            of_client.get(account.client_id or 0, "") or of_assistant.get(account.assistant_id or 0, ""),
            account.id in secured,
        )
        for account in accounts
    ]


def _form() -> AccountForm:
    form = AccountForm()
    if current_scope().role is not Role.ADMINISTRATOR:
        form.only_for(BY_OPERATORS)
    return form


def _page(form: AccountForm, *, rest: list[str] | None = None, status: int = 200) -> ResponseReturnValue:
    offer_belonging(form)
    session, scope, sought = current_session(), current_scope(), text_asked()
    pages = pages_of(accounts_queries.count_managed(session, scope, matching=sought), ROWS_A_PAGE)
    shown = accounts_queries.accounts(session, scope, matching=sought, limit=ROWS_A_PAGE, offset=pages.offset)
    text = render_template(
        "settings/accounts.html",
        form=form,
        lines=account_lines(shown),
        pages=pages,
        sought=sought,
        parts=parts("settings.accounts"),
        problems_left=rest or [],
    )
    return text, status
