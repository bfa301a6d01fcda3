"""Checks of arguments, shared by the modules of this package."""

import numpy as np


def positive(name, value):
    """The value as an array of floats, or a ValueError unless all of it is positive and finite."""
    array = np.asarray(value, dtype=float)
    if not np.all(np.isfinite(array) & (array > 0)):
        raise ValueError(f"{name} must be positive and finite")
    return array


def non_negative(name, value):
    """The value as an array of floats, or a ValueError unless all of it is finite and >= 0."""
    array = np.asarray(value, dtype=float)
    if not np.all(np.isfinite(array) & (array >= 0)):
        raise ValueError(f"{name} must be finite and not negative")
    return array


def finite(name, value):
    """The value as an array of floats, or a ValueError unless all of it is finite."""
    array = np.asarray(value, dtype=float)
    if not np.all(np.isfinite(array)):
        raise ValueError(f"{name} must be finite")
    return array
