"""What is raised when a file is no table that can be read."""

from __future__ import annotations

from ckanext.bmagov.base.domain.problem import ProblemError


class TableError(ProblemError):
    """The file can't be read as a table."""
