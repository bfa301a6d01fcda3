r"""Isotropic Migdal–Eliashberg theory, solved without a cutoff.

T_c, the gap and the free energy of an Einstein phonon or of any spectrum α²F(ω), the Coulomb
pseudopotential that a measured T_c implies, isotope exponents, and the closed formulas to hold
against all this. Temperatures mean :math:`k_BT` and frequencies :math:`\hbar\omega`, both in the
unit of the phonon energies given; an Einstein phonon's own energy is its unit.

The convention of μ*
--------------------
The electrons' repulsion enters as one number μ*, but that number belongs to a cutoff of the
Matsubara sums, and a different cutoff goes with a different number for the same metal:

.. math:: \frac{1}{\mu^*(\omega_c)} = \frac{1}{\mu^*(\omega_{ref})}
          - \ln\frac{\omega_c}{\omega_{ref}}

Here the equations are solved for :math:`\omega_c\to\infty` with :math:`\mu^*(\omega_c)` following
this formula, and every function takes :math:`\omega_{ref}` by name (an Einstein phonon: always its
own energy). Codes and papers differ in what their μ* refers to:

- McMillan's and Allen and Dynes' formulas, and whoever inverts them: an energy of the order of the
  phonons' (:math:`\theta_D`, :math:`\omega_{\log}`, the largest phonon energy).
- Most programs for the full equations: the sharp cutoff of the sum, usually four to ten times the
  largest phonon energy, sometimes a fixed number of Matsubara frequencies, so that it moves with
  temperature.
- Calculations from first principles: the width of the electron band.

With 1/μ* smaller by ln 10 = 2.3 at ten times the energy, "0.1" at :math:`10\,\omega_E` is 0.081 at
:math:`\omega_E`, and "0.1" at :math:`\omega_E` is 0.130 at :math:`10\,\omega_E`. At λ = 1 T_c is
0.0721 :math:`\omega_E` with μ* = 0.1 taken at :math:`\omega_E` and 0.0797 :math:`\omega_E` with
0.1 taken at the tenfold energy, a tenth more; at λ = 0.4 it is half as much again. A number of μ*
without its energy does not determine T_c.

References
----------
G. M. Eliashberg, Sov. Phys. JETP 11, 696 (1960); P. Morel and P. W. Anderson, Phys. Rev. 125,
1263 (1962); J. P. Carbotte, Rev. Mod. Phys. 62, 1027 (1990); F. Marsiglio, Ann. Phys. 417, 168102
(2020).
"""

from .approximations import (
    allen_dynes,
    leavens_carbotte,
    mcmillan,
    strong_coupling_asymptote,
    weak_coupling_asymptote,
)
from .comparison import critical_temperature_map, formula_errors
from .gap import (
    GapFunction,
    Ratios,
    einstein_gap_edge,
    einstein_gap_function,
    einstein_strong_coupling_ratios,
    gap_edge,
    gap_function,
    strong_coupling_ratios,
    thermodynamic_critical_field,
)
from .isotope import (
    einstein_isotope_exponent,
    isotope_exponent,
    partial_isotope_exponents,
    scale_mass,
)
from .spectral_function import (
    area,
    coupling_constant,
    fit_moments,
    logarithmic_energy,
    peaks,
    root_mean_square_energy,
)
from .transition import (
    coulomb_pseudopotential,
    critical_coupling,
    critical_temperature,
    einstein_coulomb_pseudopotential,
    einstein_critical_temperature,
    einstein_table,
    rescale_coulomb_pseudopotential,
)

__all__ = [
    "GapFunction",
    "Ratios",
    "allen_dynes",
    "area",
    "coulomb_pseudopotential",
    "coupling_constant",
    "critical_coupling",
    "critical_temperature",
    "critical_temperature_map",
    "einstein_coulomb_pseudopotential",
    "einstein_critical_temperature",
    "einstein_gap_edge",
    "einstein_gap_function",
    "einstein_isotope_exponent",
    "einstein_strong_coupling_ratios",
    "einstein_table",
    "fit_moments",
    "formula_errors",
    "gap_edge",
    "gap_function",
    "isotope_exponent",
    "leavens_carbotte",
    "logarithmic_energy",
    "mcmillan",
    "partial_isotope_exponents",
    "peaks",
    "rescale_coulomb_pseudopotential",
    "root_mean_square_energy",
    "scale_mass",
    "strong_coupling_asymptote",
    "strong_coupling_ratios",
    "thermodynamic_critical_field",
    "weak_coupling_asymptote",
]
