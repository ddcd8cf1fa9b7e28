"""Simulated seasons held against published figures: the preset built from evidence, its fit, and what it tells."""
