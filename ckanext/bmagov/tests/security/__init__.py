"""Who sees what, and what no input may do: design by table, one test for each row."""

import pytest

pytest.register_assert_rewrite(f"{__name__}.surface")
