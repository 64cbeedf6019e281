"""One tree of broken rules. Errors carry codes and fields, never prose: `app.translations` has the words."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import ClassVar

Param = str | int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with what somebody handed in.

    Attributes:
        code: what is wrong; the key of its sentence in `app.translations`.
        field: the field it is wrong in, or None for the whole.
        row: 1-based row as the user sees it in the file, or None outside of files.
        params: values the sentence names (the text that could not be read, a limit, ...).
    """

    code: str
    field: str | None = None
    row: int | None = None
    params: dict[str, Param] = dataclasses.field(default_factory=dict)


class DomainError(Exception):
    """A rule that was broken. `code` names it, `field` the input to mend, `params` what the sentence needs."""

    code: ClassVar[str] = "refused"

    def __init__(self, field: str | None = None, **params: Param) -> None:
        super().__init__(self.code, field, params)
        self.field = field
        self.params = params

    def problems(self) -> tuple[Problem, ...]:
        """The same as a list of problems, so that one and many are shown in one way."""
        return (Problem(self.code, self.field, None, self.params),)


class ManyProblems(DomainError):
    """Several things are wrong at once; nothing was stored."""

    code = "many_problems"

    def __init__(self, problems: tuple[Problem, ...] | list[Problem]) -> None:
        super().__init__(count=len(problems))
        self._problems = tuple(problems)

    def problems(self) -> tuple[Problem, ...]:
        """Every problem, in the order found."""
        return self._problems


class InvalidInput(DomainError):
    """A field cannot be taken as it is; `params["reason"]` is the code of the sentence."""

    code = "invalid_input"

    def __init__(self, field: str, reason: str, **params: Param) -> None:
        super().__init__(field, **params)
        self.reason = reason

    def problems(self) -> tuple[Problem, ...]:
        """One problem, named by its reason."""
        return (Problem(self.reason, self.field, None, self.params),)


class NotFound(DomainError):
    """No such row, or a row of somebody else: the two are never told apart."""

    code = "not_found"


class Forbidden(DomainError):
    """The role, or the row's state for that role, does not allow it."""

    code = "forbidden"


class AlreadyExists(DomainError):
    """A name, code or address that must be unique is taken."""

    code = "already_exists"


class NoTerms(DomainError):
    """The client has no contract terms that cover the month."""

    code = "no_terms"


class MonthClosed(DomainError):
    """The client's month is closed; nothing can be added to it."""

    code = "month_closed"


class MonthNotOver(DomainError):
    """A month can be closed only once it is over in Tokyo."""

    code = "month_not_over"


class OverlappingEntry(DomainError):
    """The assistant already has work recorded, or a timer running, in that span."""

    code = "overlapping_entry"


class HoursWaiting(DomainError):
    """Hours of the month were not approved yet; `params["count"]` entries."""

    code = "hours_waiting"


class TimerRunning(DomainError):
    """The assistant already has a running timer."""

    code = "timer_running"


class NoTimer(DomainError):
    """There is no running timer to stop."""

    code = "no_timer"


class FutureEntry(DomainError):
    """Work cannot be recorded before it was done."""

    code = "future_entry"


class NotAssigned(DomainError):
    """The work item is not in the published plan of this assistant."""

    code = "not_assigned"


class AlreadyReversed(DomainError):
    """The entry was taken back before."""

    code = "already_reversed"


class EntryCredited(DomainError):
    """A credit note has re-opened the entry; what became of its minutes stands on the open month."""

    code = "entry_credited"


class EntryApproved(DomainError):
    """The operator has approved the entry; only the operator changes it."""

    code = "entry_approved"


class QuestionsEnded(DomainError):
    """The days in which a client may question a line are over."""

    code = "questions_ended"


class QuestionOpen(DomainError):
    """The line was questioned and the answer is still to come."""

    code = "question_open"


class QuestionAnswered(DomainError):
    """The question has its answer."""

    code = "question_answered"


class RequestDecided(DomainError):
    """Somebody has decided on what was asked for, or it was asked for no longer."""

    code = "request_decided"


class RequestChanged(DomainError):
    """The client wants another amount by now than the one that was decided on."""

    code = "request_changed"


class PackageExhausted(DomainError):
    """The package is used up and the terms ask for consent before more is worked."""

    code = "package_exhausted"


class NotPrepaid(DomainError):
    """The month's fee is to be paid before its work may be charged to the package, and it is not."""

    code = "not_prepaid"


class ContractOver(DomainError):
    """The contract ended before the month; nothing may be charged to it."""

    code = "contract_over"


class PlanOutdated(DomainError):
    """The plan is not the latest draft any more, or what it was made from has changed."""

    code = "plan_outdated"


class JobNotEnded(DomainError):
    """Only a job that failed or was cancelled is begun again."""

    code = "job_not_ended"


class WeightsChanged(DomainError):
    """Somebody has stored a newer version of the weights than the one that was changed."""

    code = "weights_changed"


class PlanChanged(DomainError):
    """What a plan is made from, or the published plan, is not what the person saw before they published."""

    code = "plan_changed"


class PlanClosed(DomainError):
    """Every client under contract has closed the month; nothing of its plan can change."""

    code = "plan_closed"


class NotADraft(DomainError):
    """Only a draft can be changed or issued."""

    code = "not_a_draft"


class IssuerIncomplete(DomainError):
    """An invoice cannot be issued before the issuing company is filled in."""

    code = "issuer_incomplete"


class WrongPassword(DomainError):
    """Address and password do not belong together."""

    code = "wrong_password"


class SignInAgain(DomainError):
    """The account has no password to ask for, and its session was not opened just now."""

    code = "sign_in_again"


class TooManyAttempts(DomainError):
    """Too many wrong attempts of late; the next one is heard in `wait_s` seconds."""

    code = "too_many_attempts"


class WrongCode(DomainError):
    """The code of the second factor is wrong, too old, or was used before."""

    code = "wrong_code"


class LinkExpired(DomainError):
    """The link of a mail was used, is too old, or is none of ours."""

    code = "link_expired"


class SecondFactorNeeded(DomainError):
    """The role must have a second factor; it can be renewed and not given up."""

    code = "second_factor_needed"


class LastAdministrator(DomainError):
    """Without this account nobody could change the settings any more."""

    code = "last_administrator"


class PasskeyRefused(DomainError):
    """What the device answered does not prove the passkey."""

    code = "passkey_refused"


class ProviderRefused(DomainError):
    """The sign-in provider did not say who somebody is, or nobody here has that address."""

    code = "provider_refused"


class EarlierMonthOpen(DomainError):
    """An earlier month of the client is still open; what it carries over is not known yet."""

    code = "earlier_month_open"


class NotIssued(DomainError):
    """A draft has no number yet, so there is no paper of it."""

    code = "not_issued"


class NothingToCredit(DomainError):
    """A credit note takes back money, or re-opens minutes, or both."""

    code = "nothing_to_credit"


class OverCredited(DomainError):
    """No more can be taken back than was billed and is not taken back yet."""

    code = "over_credited"


class AlreadyCredited(DomainError):
    """An entry was re-opened before, by another credit note."""

    code = "already_credited"


class CreditedMeanwhile(DomainError):
    """Somebody else has issued a credit note of the invoice since this one was looked at."""

    code = "credited_meanwhile"


class HasPayments(DomainError):
    """An invoice that was paid, or taken back from, is not voided; a credit note corrects it."""

    code = "has_payments"


class PaymentReversed(DomainError):
    """The payment was taken back before, or itself takes one back."""

    code = "payment_reversed"


class PaymentRefunded(DomainError):
    """Without the payment more would have gone back than came in."""

    code = "payment_refunded"


class NoFeeTerms(DomainError):
    """Nothing is agreed yet about what the assistant is paid in the month."""

    code = "no_fee_terms"


class PaidTooLate(DomainError):
    """The pay day comes later than the law allows."""

    code = "paid_too_late"


class FeeOfPastMonth(DomainError):
    """What was agreed for a month that is over is not changed."""

    code = "fee_of_past_month"


class EInvoiceUnsound(DomainError):
    """The document breaks a rule of the machine-readable format, so there is no such file of it."""

    code = "einvoice_unsound"
