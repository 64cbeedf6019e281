"""Tables; importing this package knows them all."""

from app.models.accounts import AccountRow, Issuer, Notice
from app.models.assistants import AssistantLeave, AssistantRow, AssistantSkill, AssistantTerms
from app.models.audit import AuditRow
from app.models.billing import BilledEntry, CreditNote, InvoiceVoid, Payment
from app.models.clients import Client, ClientMonth, ContractTerms, PackageAlert, PrepaidMonth
from app.models.expenses import ExpenseRow
from app.models.hours import (
    EntryApproval,
    EntryQuestion,
    EntryReplacement,
    EntryWaiting,
    HoursFile,
    LedgerRow,
    TimeEntry,
    Timer,
    WorkedSpan,
)
from app.models.invoices import InvoiceCounter, InvoiceFile, InvoiceHours, InvoiceLineRow, InvoiceRow, InvoiceTax
from app.models.jobs import JobFile, JobRow, MessageRow
from app.models.lists import SavedFilter
from app.models.plans import AssignmentRow, LeftOut, PlanAnswer, PlanRow, WorkItem
from app.models.preferences import CalendarLink, NoticeChoice
from app.models.registry import Row
from app.models.signing import (
    AttemptRow,
    IdentityRow,
    LinkRow,
    PasskeyRow,
    RecoveryCodeRow,
    SessionRow,
    SpentRow,
    TotpRow,
)
from app.models.taskpages import TaskComment, TaskDue, TaskFile, TaskManual
from app.models.tasks import (
    CatalogueRow,
    SheetFile,
    TaskForbidden,
    TaskRow,
    TaskScore,
    TaskSkill,
    WeightsComparison,
    WeightsVersion,
)
from app.models.topping import TopUpRequest

__all__ = [
    "AccountRow",
    "AssignmentRow",
    "AssistantLeave",
    "AssistantRow",
    "AssistantSkill",
    "AssistantTerms",
    "AttemptRow",
    "AuditRow",
    "BilledEntry",
    "CalendarLink",
    "CatalogueRow",
    "Client",
    "ClientMonth",
    "ContractTerms",
    "CreditNote",
    "EntryApproval",
    "EntryQuestion",
    "EntryReplacement",
    "EntryWaiting",
    "ExpenseRow",
    "HoursFile",
    "IdentityRow",
    "InvoiceCounter",
    "InvoiceFile",
    "InvoiceHours",
    "InvoiceLineRow",
    "InvoiceRow",
    "InvoiceTax",
    "InvoiceVoid",
    "Issuer",
    "JobFile",
    "JobRow",
    "LedgerRow",
    "LeftOut",
    "LinkRow",
    "MessageRow",
    "Notice",
    "NoticeChoice",
    "PackageAlert",
    "PasskeyRow",
    "Payment",
    "PlanAnswer",
    "PlanRow",
    "PrepaidMonth",
    "RecoveryCodeRow",
    "Row",
    "SavedFilter",
    "SessionRow",
    "SheetFile",
    "SpentRow",
    "TaskComment",
    "TaskDue",
    "TaskFile",
    "TaskForbidden",
    "TaskManual",
    "TaskRow",
    "TaskScore",
    "TaskSkill",
    "TimeEntry",
    "Timer",
    "TopUpRequest",
    "TotpRow",
    "WeightsComparison",
    "WeightsVersion",
    "WorkItem",
    "WorkedSpan",
]
