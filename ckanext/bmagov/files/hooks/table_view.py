"""`IResourceView`: the first rows of an uploaded CSV or XLSX, in any encoding we read, without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.bmagov.files.services.data_events import is_table

if TYPE_CHECKING:
    from ckan.types import Context, DataDict


class TableView(p.IResourceView):
    """Drawn by the server from what was understood at upload."""

    def info(self) -> dict[str, object]:
        """The view type `bmagov_table`."""
        return {
            "name": "bmagov_table",
            "title": tk._("Table"),
            "default_title": "Table",  # stored; the template says it in the reader's language
            "icon": "table",
            "iframed": False,
            "preview_enabled": False,
        }

    def can_view(self, data_dict: DataDict) -> bool:
        """Uploaded tables only: a link's bytes are not ours to fetch."""
        return is_table(data_dict["resource"])

    def setup_template_variables(self, context: Context, data_dict: DataDict) -> dict[str, object]:
        """The table, or nothing when its file is not read yet."""
        resource_id = data_dict["resource"]["id"]
        try:
            table = tk.get_action("bmagov_table_show")(tk.fresh_context(context), {"id": resource_id})
        except (tk.ObjectNotFound, tk.NotAuthorized):
            table = None
        return {
            "table": table,
            "may_correct": tk.h.check_access("bmagov_table_update", {"id": resource_id}),
        }

    def view_template(self, context: Context, data_dict: DataDict) -> str:
        """The page part."""
        return "bmagov/table/view.html"

    def form_template(self, context: Context, data_dict: DataDict) -> str:
        """Nothing to set beside title and description."""
        return "bmagov/table/view_form.html"
