"""Jiang's theory of superconductivity by magnetic attraction.

`formula` holds the equations of the paper, `consequences` what follows from them for measurable
quantities, `mechanism` the interactions that it appeals to, and `choice` what it buys to choose
the degrees of freedom metal by metal.

References
----------
jiang2021.
"""
