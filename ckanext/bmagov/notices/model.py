"""What is kept of notices: what a person has seen."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk


class NoticeAccount(tk.BaseModel):
    """What a person has seen of their list."""

    __tablename__ = "bmagov_notice_account"

    user_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    seen: Mapped[list[str]] = mapped_column(JSONB, nullable=False, server_default="[]")
    """Names of the lines that stood in the list when the person last looked."""
