"""Liu's unified theory of low- and high-temperature superconductivity, as a model.

``pair`` holds the symbols and the hydrogen atom beside a proton (Eqs. 1 to 11), ``chain`` the
line of molecules (Eqs. 15 to 24 and 36 to 41), ``lattice`` the molecules off the line and
``resistivity`` Eqs. 25 to 35.
"""
