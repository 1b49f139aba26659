"""Template helpers, one module per topic."""

from __future__ import annotations

from .agencies import (
    bmagov_agency_below_is_on,
    bmagov_agency_parent_choices,
    bmagov_agency_place,
    bmagov_agency_sections,
)
from .categories import bmagov_category, bmagov_category_icon
from .changes import compare_pkg_dicts
from .codelist import bmagov_codelist_choices, bmagov_codelist_label, bmagov_facet_label, bmagov_filter_label
from .dataset import (
    bmagov_agency_title,
    bmagov_completeness,
    bmagov_data_events,
    bmagov_data_resources,
    bmagov_dataset_lines,
    bmagov_field_label,
    bmagov_formats,
    bmagov_frequency,
    bmagov_freshness,
    bmagov_group_label,
    bmagov_json_ld,
    bmagov_last_update,
    bmagov_notes,
    bmagov_resource_lines,
    dataset_display_name,
)
from .dates import (
    bmagov_date,
    bmagov_date_input,
    bmagov_date_range,
    bmagov_date_reading,
    bmagov_shows_buddhist_years,
    bmagov_time,
    bmagov_year,
    bmagov_year_input,
    bmagov_year_reading,
    localised_nice_date,
    render_datetime,
)
from .featured import (
    featured_group_org,
    get_featured_groups,
    get_featured_organizations,
    get_recent_datasets,
)
from .form import (
    bmagov_dataset_form,
    bmagov_error_sentence,
    bmagov_error_summary,
    bmagov_resource_form,
    bmagov_resource_gaps,
    bmagov_type_choices,
    bmagov_value_words,
)
from .home import bmagov_home
from .names import humanize_entity_type
from .outage import get_organization
from .search import bmagov_search_relaxed
from .site import bmagov_language_links, bmagov_site_titles, bmagov_title
from .table import bmagov_encodings, bmagov_table
from .usage import bmagov_usage
from .wording import bmagov_activity_type, bmagov_error_name, bmagov_error_text

__all__ = [
    "bmagov_activity_type",
    "bmagov_agency_below_is_on",
    "bmagov_agency_parent_choices",
    "bmagov_agency_place",
    "bmagov_agency_sections",
    "bmagov_agency_title",
    "bmagov_category",
    "bmagov_category_icon",
    "bmagov_codelist_choices",
    "bmagov_codelist_label",
    "bmagov_completeness",
    "bmagov_data_events",
    "bmagov_data_resources",
    "bmagov_dataset_form",
    "bmagov_dataset_lines",
    "bmagov_date",
    "bmagov_date_input",
    "bmagov_date_range",
    "bmagov_date_reading",
    "bmagov_encodings",
    "bmagov_error_name",
    "bmagov_error_sentence",
    "bmagov_error_summary",
    "bmagov_error_text",
    "bmagov_facet_label",
    "bmagov_field_label",
    "bmagov_filter_label",
    "bmagov_formats",
    "bmagov_frequency",
    "bmagov_freshness",
    "bmagov_group_label",
    "bmagov_home",
    "bmagov_json_ld",
    "bmagov_language_links",
    "bmagov_last_update",
    "bmagov_notes",
    "bmagov_resource_form",
    "bmagov_resource_gaps",
    "bmagov_resource_lines",
    "bmagov_search_relaxed",
    "bmagov_shows_buddhist_years",
    "bmagov_site_titles",
    "bmagov_table",
    "bmagov_time",
    "bmagov_title",
    "bmagov_type_choices",
    "bmagov_usage",
    "bmagov_value_words",
    "bmagov_year",
    "bmagov_year_input",
    "bmagov_year_reading",
    "compare_pkg_dicts",
    "dataset_display_name",
    "featured_group_org",
    "get_featured_groups",
    "get_featured_organizations",
    "get_organization",
    "get_recent_datasets",
    "humanize_entity_type",
    "localised_nice_date",
    "render_datetime",
]
