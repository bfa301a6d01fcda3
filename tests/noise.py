"""Rounding noise, put on whatever the public functions of the library return.

Once installed in a kernel, before the first cell, every public function of ``lib.physics`` and
``lib.papers`` returns its floating-point numbers multiplied by one plus or minus 10⁻¹², the sign of
each at random. That is more than another processor or another version of a maths library does.
``lib.book`` computes nothing of its own and stays exact.
"""

import copy
import dataclasses
import functools
import importlib
import os
import pkgutil
import sys
import types

import numpy as np

SIZE = 1e-12
GENERATOR = np.random.default_rng(0)
# the functions that are running: what they return to each other stays exact, else the tolerance of
# a root finder would be tested and not the number that a chapter shows
inside = []


def perturbed(value):
    """Return `value` with noise on every floating-point number inside."""
    if isinstance(value, (float, complex, np.inexact)):
        return type(value)(value * (1 + SIZE * GENERATOR.choice([-1, 1])))
    if isinstance(value, np.ndarray) and np.issubdtype(value.dtype, np.inexact):
        return value * (1 + SIZE * GENERATOR.choice([-1, 1], size=value.shape))
    if isinstance(value, tuple):
        parts = [perturbed(part) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    if isinstance(value, list):
        return [perturbed(part) for part in value]
    if isinstance(value, dict):
        return {name: perturbed(part) for name, part in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        other = copy.copy(value)
        for field in dataclasses.fields(value):
            object.__setattr__(other, field.name, perturbed(getattr(value, field.name)))
        return other
    return value


def noisy(function):
    """Return `function` with noise on what it returns to a caller outside the library."""

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        inside.append(function)
        try:
            value = function(*args, **kwargs)
        finally:
            inside.pop()
        return value if inside else perturbed(value)

    return wrapper


def settings(seed):
    """Return the lines of a kernel's settings that install the noise there."""
    start = f"import sys; sys.path.insert(0, {os.path.dirname(__file__)!r}); import noise"
    return f"c.InteractiveShellApp.exec_lines = [{start!r}, 'noise.install({seed})']\n"


def install(seed):
    """Wrap every public function of the library, wherever a module holds it.

    Returns
    -------
    list of str
        The functions that are wrapped.
    """
    global GENERATOR
    GENERATOR = np.random.default_rng(seed)
    for package in ("lib.physics", "lib.papers"):
        for module in pkgutil.walk_packages(
            importlib.import_module(package).__path__, f"{package}."
        ):
            importlib.import_module(module.name)
    modules = [
        m for name, m in sys.modules.items() if name.startswith(("lib.physics", "lib.papers"))
    ]
    wrappers = {}
    for module in modules:
        for name, thing in vars(module).items():
            own = str(getattr(thing, "__module__", "")).startswith(("lib.physics", "lib.papers"))
            plain = isinstance(thing, types.FunctionType) or hasattr(thing, "cache_info")
            if own and plain and not name.startswith("_"):
                wrappers.setdefault(id(thing), noisy(thing))
    for module in modules:
        for name, thing in list(vars(module).items()):
            if id(thing) in wrappers:
                setattr(module, name, wrappers[id(thing)])
    return sorted(f"{w.__module__}.{w.__name__}" for w in wrappers.values())
