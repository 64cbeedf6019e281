"""The course of a contract as fields of the form of terms."""

from __future__ import annotations

from app.domain.terms.duration import Duration, NoticeKind


def duration_data(duration: Duration) -> dict[str, object]:
    """The course as the form of terms shows it; what stands there reads back to the same."""
    return {
        "length_months": duration.length_months or None,
        "renewal_months": duration.renewal_months or None,
        "least_months": duration.least_months or None,
        "notice_kind": str(duration.notice.kind),
        "notice_months": None if duration.notice.kind is NoticeKind.NONE else duration.notice.months,
        "notice_day": duration.notice.day or None,
        "cooling_off_days": duration.cooling_off_days or None,
        "lower_days": duration.lower_days or None,
        "changes_at_renewal": duration.changes_at_renewal,
        "ends_with": duration.ends_with,
    }
