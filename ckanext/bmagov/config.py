"""Every option of ours: a constant for its name, a typed getter. Nobody else reads `tk.config`."""

from __future__ import annotations
