"""The ledger: claims, verdict cards, data tables, figures and the Sphinx directives."""
