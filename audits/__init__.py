"""Mutation audits of the book's numbers and of its code: ``make audit``."""
