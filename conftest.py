"""Settings for every test run, nbval's included."""

from hypothesis import settings

from lib.book.notebooks import prepare_environment

# kernels that nbval starts see the same environment as those of `make refresh`
prepare_environment()

# the same examples on every run, and no judgement of a loaded machine's speed
settings.register_profile("book", deadline=None, derandomize=True, database=None)
settings.load_profile("book")
