"""The access matrix: every rule of the whole app and who enters it, as it is agreed. The code has to say the same.

C client, A assistant, O operator, X administrator; P everybody. What stands for `<public_id>` follows from the path.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.domain.accounts import Role

LETTERS = {"C": Role.CLIENT, "A": Role.ASSISTANT, "O": Role.OPERATOR, "X": Role.ADMINISTRATOR}

MATRIX = """
GET  P     /static/<path:filename>
GET  P     /healthz
GET  P     /readyz
GET  P     /metrics
GET  P     /sign-in
POST P     /sign-in
POST P     /sign-in/demo
GET  P     /sign-in/forgotten
POST P     /sign-in/forgotten
GET  P     /sign-in/link/<token>
POST P     /sign-in/link/<token>
POST P     /sign-in/passkey
POST P     /sign-in/passkey/options
GET  P     /sign-in/provider
GET  P     /sign-in/provider/back
GET  P     /sign-in/code
POST P     /sign-in/code
GET  P     /sign-in/enrol
POST P     /sign-in/enrol
POST P     /sign-in/enrol/begin
POST P     /sign-out
GET  CAOX  /account
POST CAOX  /account/password
POST CAOX  /account/sessions/end
POST CAOX  /account/passkeys
POST CAOX  /account/passkeys/options
POST CAOX  /account/passkeys/remove
GET  CAOX  /account/second-factor
POST CAOX  /account/second-factor
POST CAOX  /account/second-factor/begin
POST CAOX  /account/second-factor/off
POST CAOX  /account/recovery-codes
GET  CAOX  /preferences
POST CAOX  /preferences/notices
POST CAOX  /preferences/calendar
POST CAOX  /preferences/calendar/withdraw
GET  P     /calendar/<token>.ics
GET  CAOX  /search
GET  CAOX  /search/palette
GET  CAOX  /shortcuts
GET  CAOX  /
GET  CAOX  /notices
POST CAOX  /notices/seen
GET  CAOX  /jobs
GET  CAOX  /jobs/now
GET  CAOX  /jobs/<public_id>
GET  CAOX  /jobs/<public_id>/file
GET  CAOX  /jobs/<public_id>/progress
POST CAOX  /jobs/<public_id>/cancel
POST CAOX  /jobs/<public_id>/enough
POST CAOX  /jobs/<public_id>/retry
GET  CAOX  /tasks
GET  CAOX  /tasks/<public_id>
GET  C-OX  /tasks/new
POST C-OX  /tasks/new
GET  C-OX  /tasks/suggestions
GET  C-OX  /tasks/import
POST C-OX  /tasks/import
GET  C-OX  /tasks/import/<public_id>
POST C-OX  /tasks/import/<public_id>
GET  C-OX  /tasks/<public_id>/edit
POST C-OX  /tasks/<public_id>/edit
POST C-OX  /tasks/<public_id>/archive
POST C-OX  /tasks/<public_id>/restore
POST C-OX  /tasks/<public_id>/match
POST --OX  /tasks/<public_id>/month
POST --OX  /tasks/<public_id>/pin
POST CAOX  /tasks/<public_id>/comments
POST CAOX  /tasks/<public_id>/comments/<comment_id>/hide
POST CAOX  /tasks/<public_id>/files
GET  CAOX  /tasks/<public_id>/files/<file_id>
POST CAOX  /tasks/<public_id>/files/<file_id>/remove
POST C-OX  /tasks/<public_id>/manual
POST C-OX  /tasks/<public_id>/manual/file
POST C-OX  /tasks/<public_id>/manual/file/<file_id>/review
POST C-OX  /tasks/<public_id>/due
GET  C-OX  /tasks/list
POST C-OX  /tasks/list
GET  C-OX  /tasks/list.<form>
POST --OX  /tasks/score
GET  CAOX  /plans
GET  --OX  /plans/answers
GET  --OX  /plans/freshness
GET  --OX  /plans/publish
POST --OX  /plans/publish
POST --OX  /plans/make
POST --OX  /plans/explain
POST --OX  /plans/pin
POST --OX  /plans/allow
POST --OX  /plans/forbid
POST --OX  /plans/due
GET  CAOX  /hours
POST -AOX  /hours
GET  CAOX  /hours/list
POST CAOX  /hours/list
POST CAOX  /filters/<public_id>/rename
POST CAOX  /filters/<public_id>/remove
GET  CAOX  /hours/list.<form>
GET  C-OX  /hours/top-up
POST C-OX  /hours/top-up
GET  --OX  /hours/top-ups
POST --OX  /hours/top-ups/<public_id>/decline
POST -A--  /hours/week
GET  -AOX  /hours/month
POST -A--  /hours/timer/start
POST -A--  /hours/timer/stop
GET  --OX  /hours/approvals
POST --OX  /hours/approvals
GET  CAOX  /hours/entries/<public_id>
POST -AOX  /hours/entries/<public_id>/edit
POST -AOX  /hours/entries/<public_id>/reverse
POST C---  /hours/entries/<public_id>/question
POST --OX  /hours/entries/<public_id>/answer
GET  -AOX  /hours/import
POST -AOX  /hours/import
GET  -AOX  /hours/import/<public_id>
POST -AOX  /hours/import/<public_id>
GET  C-OX  /invoices
GET  C-OX  /invoices/list
POST C-OX  /invoices/list
GET  C-OX  /invoices/list.<form>
GET  C-OX  /invoices/<public_id>
GET  C-OX  /invoices/<public_id>.pdf
GET  C-OX  /invoices/<public_id>.xml
GET  --OX  /invoices/<public_id>/credit
POST --OX  /invoices/<public_id>/credit
GET  --OX  /invoices/<public_id>/void
POST --OX  /invoices/<public_id>/void
POST --OX  /invoices/<public_id>/issue
POST --OX  /invoices/<public_id>/payments
POST --OX  /invoices/<public_id>/payments/<payment>/reverse
POST --OX  /invoices/close
POST --OX  /invoices/close-all
POST --OX  /invoices/issue-all
GET  --OX  /invoices/search
GET  --OX  /invoices/search.zip
GET  --OX  /invoices/exports
GET  --OX  /invoices/exports/documents.zip
GET  --OX  /invoices/exports/hours.<form>
GET  --OX  /invoices/exports/receivables.<form>
GET  --OX  /invoices/exports/journal-<form>.csv
GET  --OX  /clients
GET  --OX  /clients/new
POST --OX  /clients/new
GET  --OX  /clients/<public_id>
GET  --OX  /clients/<public_id>/edit
POST --OX  /clients/<public_id>/edit
GET  --OX  /clients/<public_id>/terms
POST --OX  /clients/<public_id>/terms
GET  --OX  /clients/<public_id>/expenses
POST --OX  /clients/<public_id>/expenses
GET  --OX  /clients/<public_id>/expenses/<expense>/reverse
POST --OX  /clients/<public_id>/expenses/<expense>/reverse
POST --OX  /clients/<public_id>/prepayment
POST --OX  /clients/<public_id>/prepayment/withdraw
POST --OX  /clients/terms/explained
GET  C-OX  /reports/<public_id>
GET  C-OX  /reports/<public_id>.pdf
GET  --OX  /assistants
GET  --OX  /assistants/new
POST --OX  /assistants/new
GET  --OX  /assistants/pay
GET  --OX  /assistants/<public_id>
GET  --OX  /assistants/<public_id>/edit
POST --OX  /assistants/<public_id>/edit
GET  --OX  /assistants/<public_id>/fee
POST --OX  /assistants/<public_id>/fee
GET  -AOX  /assistants/<public_id>/leave
POST -AOX  /assistants/<public_id>/leave
POST -AOX  /assistants/<public_id>/leave/<leave_id>/drop
GET  --OX  /assistants/<public_id>/statement
GET  --OX  /assistants/<public_id>/statement.pdf
GET  -A--  /pay
GET  -A--  /pay.pdf
GET  ---X  /settings
POST ---X  /settings
GET  --OX  /settings/accounts
POST --OX  /settings/accounts
GET  --OX  /settings/accounts/<public_id>
POST --OX  /settings/accounts/<public_id>/invite
POST --OX  /settings/accounts/<public_id>/close
POST --OX  /settings/accounts/<public_id>/open
POST --OX  /settings/accounts/<public_id>/sign-out
POST ---X  /settings/accounts/<public_id>/role
POST ---X  /settings/accounts/<public_id>/second-factor
GET  ---X  /settings/audit
GET  ---X  /settings/audit.csv
POST ---X  /settings/audit/check
GET  ---X  /settings/example
GET  ---X  /settings/weights
POST ---X  /settings/weights
GET  ---X  /settings/weights/compare
POST ---X  /settings/weights/compare
POST ---X  /settings/weights/compare/measure
POST ---X  /settings/weights/preview
POST ---X  /settings/weights/score
POST ---X  /settings/weights/total
"""

#: What an id in the path is of, by how the path begins; the first that fits.
KINDS = (
    ("/tasks/import/", "sheet_file"),
    ("/tasks/", "task"),
    ("/hours/import/", "hours_file"),
    ("/hours/entries/", "time_entry"),
    ("/hours/top-ups/", "top_up_request"),
    ("/invoices/", "invoice"),
    ("/clients/", "client"),
    ("/assistants/", "assistant"),
    ("/jobs/", "job"),
    ("/reports/", "client"),
    ("/settings/accounts/", "account"),
)


#: Pages of the operation that are of one client, named in the query.
OF_A_CLIENT = {"/hours/top-up"}
#: What a second id in the path is of.
INNER = {
    "<payment>": "payment",
    "<expense>": "expense",
    "<comment_id>": "task_comment",
    "<leave_id>": "assistant_leave",
    "<file_id>": "task_file",
}


@dataclass(frozen=True)
class Line:
    """One rule with one method, and the roles that enter; everybody where `roles` is None."""

    method: str
    path: str
    roles: frozenset[Role] | None

    @property
    def kind(self) -> str:
        """The table of the object that the path names; empty where it names none."""
        return next((kind for start, kind in KINDS if self.path.startswith(start)), "") if "<p" in self.path else ""

    def at(self, public_id: str, within: Mapping[str, str] = MappingProxyType({})) -> str:
        """The path of that object; of what is in it by the table of its row, or of nothing that is there."""
        filled = self.path.replace("<public_id>", public_id).replace("<token>", "none")
        for name, table in INNER.items():
            filled = filled.replace(name, within.get(table) or "none")
        if self.path in OF_A_CLIENT:
            filled += f"?client={within.get('client') or 'none'}"
        form = "freee" if "journal-" in filled else "csv"
        return filled.replace("<form>", form).replace("<path:filename>", "ennoshita.css")


def lines() -> list[Line]:
    """The matrix, line by line."""
    found = []
    for line in MATRIX.strip().splitlines():
        method, letters, path = line.split()
        roles = None if letters == "P" else frozenset(LETTERS[each] for each in letters if each != "-")
        found.append(Line(method, path, roles))
    return found
