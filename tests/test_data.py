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
        ("metal_critical_field", 1.3),
        ("metal_sommerfeld_coefficient", 1.75),
    ],
)
def test_sources_of_one_number_agree(name, factor):
    """Within what differs between samples: tungsten's T_c by a third, a depth or gap by the method,
    zirconium's heat capacity by a field that does not belong to it; a misprint is marked as one."""
    column = name.removeprefix("metal_")
    table = tables.read(name)
    if "remark" in table:
        table = table[~table.remark.fillna("").str.startswith("misprint")]
    found = table.groupby("metal")[column]
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


def test_gases_have_the_density_of_an_ideal_gas():
    """Listed in g/cm³ at one temperature and pressure for all: the molar mass over one molar volume."""
    density = tables.read("elements").set_index("element").density
    mass = {"H": 2.016, "He": 4.0026, "N": 28.014, "O": 31.998, "F": 37.997, "Ne": 20.180}
    mass |= {"Cl": 70.90, "Ar": 39.948, "Kr": 83.798, "Xe": 131.29, "Rn": 222.0}
    volume = {gas: 1e-6 * m / density[gas] for gas, m in mass.items()}
    room = constants.R * 298.15 / constants.atm
    assert all(v == pytest.approx(room, rel=0.02) for v in volume.values()), volume


def test_kinds_of_atoms_are_those_of_the_formula():
    from lib.papers import liu_matter

    table = tables.read("type_two")
    assert [len(liu_matter.composition(s)) for s in table.superconductor] == list(table.kinds)


def test_metals_contract_on_cooling_by_a_good_half_of_a_constant_expansion():
    """Expansion falls with the heat capacity on cooling: between a half and all of α(293 K)·293 K."""
    table = tables.read("metal_response").dropna(subset=["contraction"])
    share = 1e-3 * table.contraction / (1e-6 * table.thermal_expansion * 293)
    assert len(share) > 20
    assert share.between(0.55, 0.9).all()


def test_sources_of_a_resistivity_agree():
    several = tables.read("resistivities").groupby(["symbol", "form"]).resistivity
    assert (several.max() / several.min()).max() < 1.15


def test_radii_of_one_element_stand_in_their_order():
    """Bound inside a molecule an atom is smaller than against another molecule."""
    radius = tables.read("atomic_radii").pivot(
        index="symbol", columns="definition", values="radius"
    )
    covalent, empirical = radius["covalent"], radius["empirical"]
    assert (radius["van der Waals"] / covalent).dropna().between(1.3, 2.4).all()
    assert (empirical / covalent).dropna().between(0.8, 1.2).all()
    half = (radius["half nearest neighbour distance"] / empirical).dropna()
    assert half.between(0.89, 1.16).all()


def test_a_repulsion_shifts_a_published_temperature_as_the_formula_has_it():
    """The ratio of the two ends of a range is that of its two μ*, whatever the phonons."""
    from lib.physics import eliashberg

    table = tables.read("eliashberg_parameters").set_index("entry")
    ranges = table[table.calculated_high > table.calculated_low]
    known = ranges.dropna(subset=["coupling", "pseudopotential_low", "pseudopotential_high"])
    assert len(known) >= 4
    for row in known.itertuples():
        low, high = (
            float(
                eliashberg.allen_dynes(
                    coupling=row.coupling, coulomb_pseudopotential=mu, logarithmic_energy=1.0
                )
            )
            for mu in (row.pseudopotential_high, row.pseudopotential_low)
        )
        assert row.calculated_high / row.calculated_low == pytest.approx(high / low, rel=0.04), row


def test_a_single_phonon_comes_near_a_published_temperature():
    from lib.physics import eliashberg

    table = tables.read("eliashberg_parameters").set_index("entry")
    known = table.dropna(subset=["logarithmic_energy", "pseudopotential_low", "calculated_low"])
    assert len(known) > 3
    scale = 1e-3 * constants.e / constants.k * known.logarithmic_energy
    reduced = [
        float(eliashberg.einstein_critical_temperature(c, mu))
        for c, mu in zip(known.coupling, known.pseudopotential_low, strict=True)
    ]
    assert (reduced * scale / known.calculated_high).between(0.65, 1.25).all()


def test_one_source_gives_one_spectrum():
    """What two tables quote of the same work agrees; a fit has the temperature that it was fitted to."""
    table = tables.read("eliashberg_parameters").set_index("entry")
    published = tables.read("eliashberg_published")
    assert published.cutoff_ratio.nunique() == 1
    for entry in ("h3s-errea-anharmonic", "h3s-errea-harmonic", "h3s-floreslivas"):
        row = table.loc[entry]
        own = published[published.coupling == row.coupling]
        assert row.logarithmic_energy in set(own.logarithmic_energy)
        at = own.set_index("coulomb_pseudopotential").critical_temperature
        assert row.pseudopotential_low == row.pseudopotential_high
        assert at[row.pseudopotential_low] == row.calculated_low == row.calculated_high
    assert table.calculated_low["h3s-errea-abstract-harmonic"] == pytest.approx(
        table.calculated_low["h3s-errea-harmonic"], rel=0.02
    )
    for entry in ("h3s-errea-abstract-harmonic", "h3s-errea-abstract-anharmonic", "lah10-errea"):
        assert table.calculated_low[entry] == table.calculated_high[entry]
    fitted = table[table.phonons == "fitted"]
    assert (fitted.calculated_low == fitted.calculated_high).all()
    measured = tables.read("hydride_measurements").set_index("measurement")
    somayazulu = measured.critical_temperature["lah10-190"]
    assert table.calculated_low["lah10-kostrzewa-190"] == somayazulu


def test_one_fact_has_one_value_in_every_table():
    facts = tables.read("single_facts").set_index("fact").value
    response = tables.read("pressure_response").set_index("material")
    assert facts["aluminium-pressure"] == response.zero_pressure["Al"]
    stiffness = tables.read("metal_response").set_index("metal").bulk_modulus
    assert facts["aluminium-bulk-modulus"] == stiffness["Al"]
    size = tables.read("sample_sizes").set_index("sample")
    measured = tables.read("hydride_measurements").set_index("measurement")
    assert size.pressure["h3s-drozdov"] == measured.pressure["h3s-155"]
    # the middle of the range that is given
    middle = measured.loc["lah10-190", ["pressure_low", "pressure_high"]].mean()
    assert abs(size.pressure["lah10-somayazulu"] - middle) <= 5
    record = tables.read("family_records").set_index("family")
    highest = tables.read("families_above_40_kelvin").set_index("family").highest
    assert record.under_pressure["nickelates"] == highest["bilayer nickelate"]
    mercury = tables.read("hg1223").set_index("measurement").critical_temperature
    assert record.under_pressure["cuprates"] == mercury["gao-onset"]
    pairs = tables.read("isotope_pairs").set_index("pair")
    assert record.ambient["hydrides"] == pairs.critical_temperature_light["pdh"]


def test_every_standing_hydride_above_100_kelvin_has_its_structure_listed():
    """But of PHx and of the superhydride of lanthanum, whose structures are not known."""
    measured = tables.read("hydride_measurements").query("status != 'retracted'")
    warmest = measured.critical_temperature.fillna(measured.critical_temperature_high)
    listed = tables.read("hydride_structures").set_index("phase").system
    assert set(measured.compound[warmest > 100]) - {"PHx", "La superhydride"} <= set(listed.index)
    assert listed.index.is_unique


def test_pressure_lifts_the_record_of_a_family_or_leaves_it():
    """But of the iron-based, where the record under pressure is of another substance."""
    record = tables.read("family_records").set_index("family").drop("iron-based")
    assert (record.under_pressure >= record.ambient).all()
