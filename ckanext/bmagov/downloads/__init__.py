"""What people take home: a file as Excel or CSV, a dataset as one ZIP that describes itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.face import open_face

if TYPE_CHECKING:
    from .formats.datapackage import Member as Member, Package as Package, write_package as write_package

__getattr__ = open_face(__name__, __file__)
