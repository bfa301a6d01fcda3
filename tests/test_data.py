"""The tables among themselves: what is in two of them agrees, and what has a law obeys it."""

import numpy as np
import pytest
from scipy import constants

from lib.book import tables


def test_elements_are_numbered_without_a_gap():
    numbers = tables.read("elements").atomic_number
    assert list(numbers) == list(range(1, len(numbers) + 1))


def test_atomic_numbers_agree_between_tables():
    periodic = tables.read("elements").set_index("element").atomic_number
    radii = tables.read("metal_radii").set_index("metal").atomic_number
    assert (periodic[radii.index] == radii).all()
    series = tables.read("pressure_series").dropna(subset=["atomic_number"])
    assert (periodic[series.substance].to_numpy() == series.atomic_number.to_numpy()).all()


def test_two_scales_of_covalent_radii_agree_within_a_fifth():
    scales = tables.read("atomic_radii").pivot(
        index="symbol", columns="definition", values="radius"
    )
    ratio = (scales["covalent, before 2008"] / scales["covalent"]).dropna()
    assert len(ratio) > 5
    assert ratio.between(1 / 1.2, 1.2).all()


def test_a_compilation_lists_resistivities_at_one_temperature():
    table = tables.read("resistivities")
    assert (table.groupby("source").temperature.nunique() == 1).all()
    # the compilations mean the room; no two of them differ by more than its few degrees
    assert np.ptp(table.temperature) <= 5


@pytest.mark.parametrize("name", ["hydride_measurements", "hydride_predictions"])
def test_a_value_lies_within_its_own_range(name):
    table = tables.read(name)
    pairs = [c.removesuffix("_low") for c in table if c.endswith("_low")]
    assert pairs
    for column in pairs:
        low, high = table[f"{column}_low"], table[f"{column}_high"]
        known = low.notna() & high.notna()
        assert known.any()
        assert (low[known] <= high[known]).all(), column
        if column in table:
            for end, sign in ((low, 1), (high, -1)):
                both = end.notna() & table[column].notna()
                assert (sign * (table[column] - end)[both] >= 0).all(), column


def test_the_comparison_takes_its_thresholds_for_isotopes_from_the_table():
    from lib.book import comparison

    (rule,) = (q for q in comparison.read("questions") if q["id"] == "isotope")
    assert rule["agrees"] == tables.read("metal_isotope_exponent").uncertainty.max()
    assert rule["tension"] == 0.5 / 2


def test_expansion_and_stiffness_give_the_grueneisen_parameter():
    """γ = αB/c with the volume expansion α and 3k an atom in c (Dulong and Petit) near 293 K."""
    table = tables.read("metal_response").set_index("metal").dropna(subset=["grueneisen"])
    density = tables.read("elements").set_index("element").number_density[table.index]
    heat = 3 * density * constants.k
    expected = 3 * 1e-6 * table.thermal_expansion * 1e9 * table.bulk_modulus / heat
    # listed values come from other measurements; the heat capacity is within a fifth of 3k an atom
    assert np.abs(np.log(table.grueneisen / expected)).max() < np.log(1.2)


def mean_sound(poissons_ratio):
    """Debye's mean velocity of sound over the square root of bulk modulus by density."""
    shear = 3 * (1 - 2 * poissons_ratio) / (2 * (1 + poissons_ratio))
    transverse, longitudinal = shear**0.5, (1 + 4 * shear / 3) ** 0.5
    return (3 / (2 / transverse**3 + 1 / longitudinal**3)) ** (1 / 3)


def test_debye_temperatures_are_those_of_the_sound_that_the_stiffness_allows():
    """With Poisson's ratios from 0.14 (the softest rare earths) to 0.45 (thallium)."""
    table = tables.read("metal_response").set_index("metal")
    elements = tables.read("elements").set_index("element").loc[table.index]
    speed = np.sqrt(1e9 * table.bulk_modulus / (1e3 * elements.density))
    wavenumber = (6 * np.pi**2 * elements.number_density) ** (1 / 3)
    share = table.debye_temperature / (constants.hbar * speed * wavenumber / constants.k)
    assert share.between(mean_sound(0.45), mean_sound(0.14)).all()
    own = tables.read("metal_mcmillan").set_index("metal").debye_temperature
    both = own.index.intersection(table.index)
    assert len(both) > 10
    assert (table.debye_temperature[both] / own[both]).between(0.9, 1.1).all()


@pytest.mark.parametrize(
    ("name", "factor"),
    [
        ("metal_critical_temperature", 1.4),
        ("metal_gap_ratio", 1.5),
        ("metal_atomic_density", 1.1),
        ("metal_penetration_depth", 1.7),
        ("metal_coherence_length", 1.2),
    ],
)
def test_sources_of_one_number_agree(name, factor):
    """Within what differs between samples: tungsten's T_c by a third, a depth or gap by the method."""
    column = name.removeprefix("metal_")
    found = tables.read(name).groupby("metal")[column]
    several = found.count() > 1
    assert several.any()
    assert (found.max() / found.min())[several].max() < factor


def test_the_slope_with_pressure_has_the_sign_that_is_said():
    table = tables.read("pressure_response").dropna(subset=["slope"])
    assert (np.sign(table.slope) == table.direction.map({"rises": 1, "falls": -1})).all()


def test_records_of_families_are_those_of_the_other_tables():
    record = tables.read("family_records").set_index("family")
    highest = tables.read("families_above_40_kelvin").set_index("family").highest
    elements = tables.read("pressure_series").dropna(subset=["atomic_number"])
    assert record.under_pressure["hydrides"] == highest["hydride"]
    # read in two reviews, which differ by a kelvin
    assert abs(record.ambient["cuprates"] - highest["cuprate"]) <= 1
    assert record.under_pressure["elements"] == elements.critical_temperature.max()
    assert record.ambient["iron-based"] == highest[highest.index.str.startswith("iron")].item()
    # the list is that of the families above 30 K
    assert (record[["ambient", "under_pressure"]].max(axis=1) > 30).all()


def test_an_abstract_and_its_paper_give_the_same_coupling():
    coupling = tables.read("eliashberg_parameters").set_index("entry").coupling
    assert coupling["h3s-errea-abstract-harmonic"] == pytest.approx(
        coupling["h3s-errea-harmonic"], rel=0.05
    )


def test_lattice_constants_of_cubic_elements_hold_their_atoms():
    """A cube of niobium or vanadium holds two atoms."""
    constant = tables.read("type_two").set_index("superconductor").lattice_constant
    density = tables.read("elements").set_index("element").number_density
    for metal in ("Nb", "V"):
        assert 2 / (1e-9 * constant[metal]) ** 3 == pytest.approx(density[metal], rel=0.03)


def test_one_source_gives_one_length():
    """The two tables that quote the same compilation quote it alike."""
    lengths = tables.read("superconductor_lengths").query("source == 'talantsev2022'")
    listed = tables.read("metal_coherence_length").query("source == 'talantsev2022'")
    one = lengths.set_index("material").coherence_length
    other = listed.set_index("metal").coherence_length
    both = one.index.intersection(other.index)
    assert len(both) > 2
    assert (one[both] == other[both]).all()


def test_the_highest_element_at_ambient_pressure_is_niobium():
    record = tables.read("family_records").set_index("family").ambient["elements"]
    metals = tables.read("metal_critical_temperature").groupby("metal").critical_temperature.max()
    assert metals.idxmax() == "Nb"
    assert record == pytest.approx(metals["Nb"], rel=0.01)


def test_critical_temperatures_agree_between_tables():
    lengths = tables.read("superconductor_lengths").set_index("material").critical_temperature
    metals = (
        tables.read("metal_critical_temperature").groupby("metal").critical_temperature.median()
    )
    both = lengths.index.intersection(metals.index)
    assert len(both) > 3
    assert (lengths[both] / metals[both] - 1).abs().max() < 0.03
