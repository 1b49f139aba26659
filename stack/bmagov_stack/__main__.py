"""`python -m bmagov_stack run|stop|test|service ...`; the scripts in stack/ call it."""

import sys

from .cli import main

sys.exit(main(sys.argv[1:]))
