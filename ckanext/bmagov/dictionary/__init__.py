"""Data dictionaries: what the columns of a table mean, and whether data keep to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.face import open_face

if TYPE_CHECKING:
    from .domain.cells import BLANKS as BLANKS
    from .domain.checks import form_of as form_of
    from .domain.infer import (
        MISSING_TOKENS as MISSING_TOKENS,
        NONE_OF as NONE_OF,
        Inference as Inference,
        infer as infer,
    )
    from .domain.names import stored_names as stored_names
    from .domain.reading import parse_dictionary as parse_dictionary
    from .domain.sheet import rows_of as rows_of
    from .domain.spec import (
        Column as Column,
        Dictionary as Dictionary,
        Table as Table,
    )
    from .domain.types import TYPES as TYPES
    from .domain.values import era_in as era_in
    from .formats import WriteOptions as WriteOptions, write_dictionary as write_dictionary
    from .formats.registry import MAX_BYTES as MAX_BYTES
    from .services.dictionaries import (
        hidden_columns as hidden_columns,
        load as load_dictionary,
        readable_dictionary as readable_dictionary,
    )
    from .services.proposal import words as words_in
    from .validation.domain.result import Extent as Extent
    from .validation.domain.validate import place_columns as place_columns
    from .validation.model import DONE as DONE, ValidationRun as ValidationRun
    from .validation.readers.datastore_rows import engine as reading_engine
    from .validation.services.excerpt import sweep as sweep
    from .validation.services.table_data import (
        Data as Data,
        Part as Part,
        open_data as open_data,
        pairs as pairs,
        resource_dict as resource_dict,
        source_of as source_of,
        waits as waits,
    )
    from .validation.services.validation import extent as extent, send_all as send_all
    from .validation.words.checks import stored_sentence as stored_sentence

__getattr__ = open_face(__name__, __file__)
