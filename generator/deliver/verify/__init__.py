"""Holding a finished file against the recipe that it was made from: what is measured, and what cannot be."""
