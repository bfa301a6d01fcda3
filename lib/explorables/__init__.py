"""Figures with sliders: what a formula of a paper does as its numbers move.

Each module is one explorable. `grids` computes everything that the page can show, from the papers'
modules and the tables; `layout` is the Bokeh document, whose script selects from the grids and
interpolates between their points, and knows no formula; `figure` is the same at the first setting,
drawn once, for a page without scripts; `alt` says in words what that figure shows, and `LABEL`
names the whole. `style` is what they have in common.

The modules stand where the chapters stand: they take the papers' modules, the tables and the
claims, and no chapter, paper or part of ``lib.book`` takes them.
"""
