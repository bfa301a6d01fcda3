"""Kernels that nbval starts see the same environment as those of `make refresh`."""

import os

from lib.book.notebooks import KERNEL_ENVIRONMENT

os.environ.update(KERNEL_ENVIRONMENT)
