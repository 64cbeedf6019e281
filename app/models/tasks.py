"""The catalogue, tasks with their facts, and every score they were ever given."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.registry import STRICT, Minutes, PublicId, Row, RowId, one_of


class CatalogueRow(Row):
    """One of the usual back-office tasks, with its law class."""

    __tablename__ = "catalogue_entry"
    __table_args__ = (STRICT,)

    no: Mapped[RowId]
    function_ja: Mapped[str] = mapped_column(String(40))
    name_ja: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    frequency: Mapped[str] = mapped_column(String(10))
    published_time: Mapped[str] = mapped_column(String(200))
    law_class: Mapped[str] = mapped_column(String(100))


class TaskRow(Row):
    """A recurring or single piece of work in a client's inventory."""

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("client_id", "id"),
        UniqueConstraint("client_id", "number"),
        Index(None, "client_id", "name"),
        one_of("routine", ("routine", "semi", "non_routine")),
        one_of("confidentiality", ("public", "internal", "personal", "administrator", "bank")),
        one_of("key_person", ("low", "middle", "high")),
        one_of("wish", ("requested", "withheld")),
        CheckConstraint("minutes_per_run BETWEEN 1 AND 44640", name="minutes_per_run_range"),
        CheckConstraint("runs_per_year BETWEEN 1 AND 100000", name="runs_per_year_range"),
        CheckConstraint("judgement_pct BETWEEN 0 AND 100", name="judgement_range"),
        CheckConstraint("capable_people BETWEEN 0 AND 100000", name="capable_people_range"),
        CheckConstraint("priority BETWEEN 1 AND 5", name="priority_range"),
        ForeignKeyConstraint(["client_id", "sheet_file_id"], ["sheet_file.client_id", "sheet_file.id"]),
        STRICT,
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="RESTRICT"))
    #: 1, 2, 3 ... within the client's inventory
    number: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(200))
    department: Mapped[str] = mapped_column(String(100), default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    owner: Mapped[str] = mapped_column(String(100), default="")
    frequency_text: Mapped[str] = mapped_column(String(50), default="")
    minutes_per_run: Mapped[Minutes | None] = mapped_column(Integer)
    runs_per_year: Mapped[int | None] = mapped_column(Integer)
    has_manual: Mapped[bool | None]
    routine: Mapped[str | None] = mapped_column(String(12))
    judgement_pct: Mapped[int | None] = mapped_column(Integer)
    expertise: Mapped[str] = mapped_column(String(100), default="")
    confidentiality: Mapped[str | None] = mapped_column(String(14))
    capable_people: Mapped[int | None] = mapped_column(Integer)
    key_person: Mapped[str | None] = mapped_column(String(8))
    customer_contact: Mapped[bool | None]
    tools: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    #: what the client wants: hand it over, or keep it for now
    wish: Mapped[str] = mapped_column(String(10), default="requested")
    #: 1 (whenever) to 5 (first); weighs with suitability in the plan
    priority: Mapped[int] = mapped_column(Integer, default=3)
    catalogue_no: Mapped[int | None] = mapped_column(ForeignKey("catalogue_entry.no", ondelete="RESTRICT"))
    #: similarity the match was made at; None where a person chose it
    catalogue_similarity_pct: Mapped[int | None] = mapped_column(Integer)
    #: the assistant who must do it, where somebody fixed that
    pinned_to: Mapped[int | None] = mapped_column(ForeignKey("assistant.id", ondelete="RESTRICT"))
    sheet_file_id: Mapped[int | None] = mapped_column(Integer)
    sheet_row: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    archived_at: Mapped[dt.datetime | None]
    skills: Mapped[list[TaskSkill]] = relationship(lazy="selectin", cascade="all, delete-orphan")


class TaskSkill(Row):
    """A skill a task needs, and the least level of it."""

    __tablename__ = "task_skill"
    __table_args__ = (CheckConstraint("level BETWEEN 1 AND 5", name="level_range"), STRICT)

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="RESTRICT"), primary_key=True)
    skill: Mapped[str] = mapped_column(String(30), primary_key=True)
    level: Mapped[int] = mapped_column(Integer)


class TaskForbidden(Row):
    """An assistant whom a plan must not give a task."""

    __tablename__ = "task_forbidden"
    __table_args__ = (STRICT,)

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="RESTRICT"), primary_key=True)
    assistant_id: Mapped[int] = mapped_column(ForeignKey("assistant.id", ondelete="RESTRICT"), primary_key=True)
    forbidden_at: Mapped[dt.datetime]


class SheetFile(Row):
    """An inventory sheet as it came in, kept for the question where a task is from."""

    __tablename__ = "sheet_file"
    __table_args__ = (UniqueConstraint("client_id", "id"), Index(None, "client_id", "sha256"), STRICT)

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="RESTRICT"))
    filename: Mapped[str] = mapped_column(String(255))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    uploaded_at: Mapped[dt.datetime]
    #: when its rows became tasks; a sheet is taken in once
    imported_at: Mapped[dt.datetime | None]


class WeightsVersion(Row):
    """One version of the criteria's weights; a new version is a new row."""

    __tablename__ = "weights_version"
    __table_args__ = (STRICT,)

    version: Mapped[RowId]
    #: criterion -> weight, adding up to 100
    weights: Mapped[dict[str, Any]]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    created_at: Mapped[dt.datetime]


class WeightsComparison(Row):
    """The pairwise judgements that a version of the weights came from; versions typed in by hand have none."""

    __tablename__ = "weights_comparison"
    __table_args__ = (
        CheckConstraint("consistency_ratio >= 0", name="ratio_range"),
        CheckConstraint("consistency_ratio <= 0.1 OR override_reason <> ''", name="override_has_reason"),
        STRICT,
    )

    version: Mapped[int] = mapped_column(
        ForeignKey("weights_version.version", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    #: `criteria`, in order, and `steps`, the upper triangle row by row: 3 three times as heavy, -3 a third, 1 equal
    judgements: Mapped[dict[str, Any]]
    lambda_max: Mapped[float]
    consistency_index: Mapped[float]
    consistency_ratio: Mapped[float]
    #: why judgements that contradict each other more than allowed were taken all the same; else ""
    override_reason: Mapped[str] = mapped_column(String(400))


class TaskScore(Row):
    """One scoring of one task; the newest counts, none is overwritten."""

    __tablename__ = "task_score"
    __table_args__ = (
        ForeignKeyConstraint(["client_id", "task_id"], ["task.client_id", "task.id"]),
        Index(None, "task_id", "id"),
        CheckConstraint("suitability BETWEEN 0 AND 100", name="suitability_range"),
        one_of("treatment", ("stop", "reduce", "automate", "specialist", "manual_first", "outsource", "keep")),
        STRICT,
    )

    id: Mapped[RowId]
    client_id: Mapped[int] = mapped_column(Integer)
    task_id: Mapped[int] = mapped_column(Integer)
    weights_version: Mapped[int] = mapped_column(ForeignKey("weights_version.version", ondelete="RESTRICT"))
    #: 0 to 100, None where a gate decided
    suitability: Mapped[int | None] = mapped_column(Integer)
    treatment: Mapped[str] = mapped_column(String(14))
    #: whether a law gate stops it: such a task never reaches an assistant
    is_stopped: Mapped[bool]
    #: the whole score as the scorer gave it: gates, contributions, reason, runner-up
    breakdown: Mapped[dict[str, Any]]
    scored_at: Mapped[dt.datetime]
