"""`python -m bmagov_stack run|stop|test|lint|service ...`; the scripts in stack/ call it."""

import sys

from .cli import main

sys.exit(main(sys.argv[1:]))
