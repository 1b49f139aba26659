"""Files of datasets: what they hold, when their data changed, how old they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.face import open_face

if TYPE_CHECKING:
    from .actions.stale_file import read_time as read_time
    from .answers import (
        DataEventDict as DataEventDict,
        FrequencyDict as FrequencyDict,
        FreshnessDict as FreshnessDict,
    )
    from .auth import reads_data as reads_data
    from .domain import (
        DAYS as DAYS,
        EXEMPT as EXEMPT,
        FRESHNESS_SENTENCES as FRESHNESS_SENTENCES,
        LATE as LATE,
        MONTHS as MONTHS,
        WITHOUT_DATE as WITHOUT_DATE,
        WITHOUT_RULES as WITHOUT_RULES,
        DataEvent as DataEvent,
        Day as Day,
        EventKind as EventKind,
        Frequency as Frequency,
        Freshness as Freshness,
        FreshnessRule as FreshnessRule,
        History as History,
        Period as Period,
        State as State,
        Stretch as Stretch,
        declared as declared,
        judge as judge,
        judge_days as judge_days,
        unconfirmed as unconfirmed,
    )
    from .model import (
        ContentFingerprint as ContentFingerprint,
        DataEvent as DataEventRow,
        ResourceContent as ResourceContent,
    )
    from .readers.data_file import read_data as read_data
    from .readers.data_history import data_events as data_events, is_history_known as is_history_known
    from .readers.resource_file import (
        FileGoneError as FileGoneError,
        StoredFile as StoredFile,
        largest_upload as largest_upload,
        open_file as open_file,
    )
    from .services.data_events import (
        READING as READING,
        charset_of as charset_of,
        columns_of as columns_of,
        digests as digests,
        is_quick as is_quick,
        is_table as is_table,
        is_waiting as is_waiting,
        layout_of as layout_of,
        rows_written as rows_written,
        vouch as vouch,
    )
    from .services.fingerprints import contents_of as contents_of
    from .services.freshness import Terms as Terms, currency as currency
    from .services.measure_work import measure_all as measure_all
    from .services.reading_work import work_all as work_all
    from .services.uploads import give_formats as give_formats
    from .words import unit_label as unit_label

__getattr__ = open_face(__name__, __file__)
