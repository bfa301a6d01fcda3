"""Settings for every test run, nbval's included."""

import os

from hypothesis import settings

from lib.book.notebooks import KERNEL_ENVIRONMENT

# kernels that nbval starts see the same environment as those of `make refresh`
os.environ.update(KERNEL_ENVIRONMENT)

# the same examples on every run, and no judgement of a loaded machine's speed
settings.register_profile("book", deadline=None, derandomize=True, database=None)
settings.load_profile("book")
