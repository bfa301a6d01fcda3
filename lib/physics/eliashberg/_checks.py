"""What the functions of this package accept."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def not_negative(**arguments: ArrayLike) -> list[NDArray]:
    """Return the arguments as float arrays; each must be finite and at least 0."""
    arrays = []
    for name, value in arguments.items():
        array = np.asarray(value, float)
        if not np.all(np.isfinite(array)) or np.any(array < 0):
            raise ValueError(f"{name} must be finite and at least 0")
        arrays.append(array)
    return arrays


def positive(**arguments: ArrayLike) -> list[NDArray]:
    """Return the arguments as float arrays; each must be finite and greater than 0."""
    arrays = []
    for name, value in arguments.items():
        array = np.asarray(value, float)
        if not np.all(np.isfinite(array)) or np.any(array <= 0):
            raise ValueError(f"{name} must be finite and greater than 0")
        arrays.append(array)
    return arrays


def numbers(**arguments: ArrayLike) -> None:
    """Raise unless each argument is a single number."""
    for name, value in arguments.items():
        if np.ndim(value) != 0:
            raise ValueError(f"{name} must be a single number, got shape {np.shape(value)}")
