"""What it buys to choose the degrees of freedom metal by metal.

The menu is the set of values from which i is taken. All functions are vectorised over metals.
"""

import numpy as np

from lib.papers.jiang import formula
from lib.physics._arguments import positive


def farthest(ratios):
    """Index of the ratio that is farthest from 1 in its logarithm, NaN left out.

    Parameters
    ----------
    ratios : array_like, shape (n,)
        Positive, or NaN.

    Returns
    -------
    int
    """
    return int(np.nanargmax(np.abs(np.log(ratios))))


def nearest(ratios):
    """Index of the ratio that is nearest to 1 in its logarithm, NaN left out.

    Parameters
    ----------
    ratios : array_like, shape (n,)
        Positive, or NaN.

    Returns
    -------
    int
    """
    return int(np.nanargmin(np.abs(np.log(ratios))))


def with_entry(ratios, index, value):
    """The ratio farthest from 1 once one entry is replaced, so that the next one may take over.

    Parameters
    ----------
    ratios : array_like, shape (n,)
        Positive, or NaN.
    index : int
        Of the entry that is replaced.
    value : float
        What replaces it.

    Returns
    -------
    float
        A ratio.
    """
    changed = np.array(ratios, dtype=float)
    changed[index] = value
    return float(changed[farthest(changed)])


def holds_whole_number(low, high):
    """Whether a whole number lies between two positive bounds, ends included.

    Parameters
    ----------
    low : array_like
        Lower bound, positive.
    high : array_like
        Upper bound, positive.

    Returns
    -------
    numpy.ndarray or numpy.bool_

    Raises
    ------
    ValueError
        If `low` or `high` is not positive and finite.
    """
    return np.floor(positive("high", high)) >= np.ceil(positive("low", low))


def rank_correlation_interval(first, second, level=0.95):
    """Spearman's rank correlation and its confidence interval.

    By Fisher's transformation with the standard error [1.06/(size - 3)]^(1/2).

    Parameters
    ----------
    first, second : array_like, shape (size,)
    level : float
        Between 0 and 1.

    Returns
    -------
    correlation, low, high : float

    Raises
    ------
    ValueError
        If `level` is not between 0 and 1.

    References
    ----------
    E. C. Fieller, H. O. Hartley and E. S. Pearson, Biometrika 44, 470 (1957).
    """
    from scipy import stats

    if not 0 < level < 1:
        raise ValueError("level must be between 0 and 1")
    correlation = float(stats.spearmanr(first, second).statistic)
    reach = stats.norm.ppf((1 + level) / 2) * np.sqrt(1.06 / (np.size(first) - 3))
    low, high = np.tanh(np.arctanh(correlation) + reach * np.array([-1, 1]))
    return correlation, float(low), float(high)


def best_of_menu(required, menu):
    """The menu's value that is nearest in ratio to each required i.

    Parameters
    ----------
    required : array_like, shape (..., metals)
        The i that each metal needs.
    menu : array_like, shape (values,)
        Values from which i is taken.

    Returns
    -------
    numpy.ndarray
        Of the shape of `required`.

    Raises
    ------
    ValueError
        If `required` or `menu` is not positive and finite.
    """
    required = positive("required", required)
    menu = np.sort(positive("menu", menu))
    distance = np.abs(np.log(required[..., None] / menu))
    return menu[np.argmin(distance, axis=-1)]


def log_errors(required, chosen):
    """ln of predicted over measured T_c where i is chosen instead of required.

    Parameters
    ----------
    required : array_like, shape (..., metals)
        The i that each metal needs.
    chosen : array_like, shape (..., metals)
        The i that is taken instead.

    Returns
    -------
    numpy.ndarray or numpy.float64
        Natural logarithms, of the broadcast shape.

    Raises
    ------
    ValueError
        If `required` or `chosen` is not positive and finite.
    """
    return np.log(positive("required", required) / positive("chosen", chosen)) / 2


def typical_error(required, chosen):
    """Root mean square of `log_errors` over the last axis, as a factor.

    Parameters
    ----------
    required : array_like, shape (..., metals)
        The i that each metal needs.
    chosen : array_like, shape (..., metals)
        The i that is taken instead.

    Returns
    -------
    numpy.ndarray or numpy.float64
        1 or more, without the last axis.

    Raises
    ------
    ValueError
        If `required` or `chosen` is not positive and finite.
    """
    return np.exp(np.sqrt(np.mean(log_errors(required, chosen) ** 2, axis=-1)))


def share_met(required, chosen, tolerance=0.1):
    """Share of the metals whose T_c is met within a tolerance, in ratio; over the last axis.

    Parameters
    ----------
    required : array_like, shape (..., metals)
        The i that each metal needs.
    chosen : array_like, shape (..., metals)
        The i that is taken instead.
    tolerance : float
        Of the temperatures, in ratio.

    Returns
    -------
    numpy.ndarray or numpy.float64
        From 0 to 1, without the last axis.

    Raises
    ------
    ValueError
        If `required`, `chosen` or `tolerance` is not positive and finite.
    """
    met = np.abs(log_errors(required, chosen)) <= np.log1p(float(positive("tolerance", tolerance)))
    return np.mean(met, axis=-1)


def left_out(required, menu, tolerance=0.1):
    """For each metal, the menu's value that meets most of the other metals within a tolerance.

    Parameters
    ----------
    required : array_like, shape (metals,)
        The i that each metal needs.
    menu : array_like, shape (values,)
    tolerance : float
        Of the temperatures, in ratio.

    Returns
    -------
    numpy.ndarray, shape (metals,)
        Of several values that do equally well, the one with the least typical error.

    Raises
    ------
    ValueError
        If `required`, `menu` or `tolerance` is not positive and finite.
    """
    required = positive("required", required)
    menu = np.sort(positive("menu", menu))
    errors = np.abs(log_errors(required, menu[:, None]))
    met = errors <= np.log1p(float(positive("tolerance", tolerance)))
    others = ~np.eye(required.size, dtype=bool)
    hits = met.astype(float) @ others
    squares = errors**2 @ others
    return menu[np.argmax(hits - squares / (1 + squares.sum(axis=0)), axis=0)]


def explained_variance(measured, predicted):
    """Share of the variance of ln of the measured values that a prediction accounts for.

    One minus the mean square of the logarithmic residuals over the variance; negative where the
    prediction is worse than the mean.

    Parameters
    ----------
    measured : array_like, shape (n,)
        Positive, in any unit.
    predicted : array_like, shape (n,)
        In the same unit.

    Returns
    -------
    numpy.float64
        At most 1.

    Raises
    ------
    ValueError
        If `measured` or `predicted` is not positive and finite.
    """
    logs = np.log(positive("measured", measured))
    residual = logs - np.log(positive("predicted", predicted))
    return 1 - np.mean(residual**2) / np.var(logs)


def permutation_null(electron_density, critical_field, temperature, menu, count, seed=0):
    """Typical error where the fields are shuffled among the metals and i chosen anew.

    Parameters
    ----------
    electron_density, critical_field, temperature : array_like, shape (metals,)
        As in Eq. 5; the temperatures are the measured ones.
    menu : array_like
        Values from which i is chosen, for each metal the best.
    count : int
        Number of shuffles.
    seed : int

    Returns
    -------
    numpy.ndarray, shape (count,)
        The factors of `typical_error`.

    Raises
    ------
    ValueError
        If `electron_density`, `temperature` or `menu` is not positive and finite.
    """
    rng = np.random.default_rng(seed)
    field = np.asarray(critical_field, dtype=float)
    shuffled = rng.permuted(np.tile(field, (count, 1)), axis=1)
    required = formula.degrees_of_freedom(electron_density, shuffled, temperature)
    return typical_error(required, best_of_menu(required, menu))


def matched_share(menu, tolerance):
    """Share of random T_c that the best of the menu meets within a tolerance.

    The required i is drawn evenly in its logarithm between the menu's ends, the most favourable
    range; a temperature counts as met if the prediction is within `tolerance` of it, in ratio.

    Parameters
    ----------
    menu : array_like, shape (values,)
        Values from which i is taken.
    tolerance : float
        Of the temperatures, in ratio.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        If `menu` or `tolerance` is not positive and finite.
    """
    logs = np.log(np.sort(positive("menu", menu))) / 2
    reach = np.log1p(float(positive("tolerance", tolerance)))
    low = np.maximum(logs - reach, logs[0])
    high = np.minimum(logs + reach, logs[-1])
    low[1:] = np.maximum(low[1:], high[:-1])
    return float(np.sum(high - low) / (logs[-1] - logs[0]))
