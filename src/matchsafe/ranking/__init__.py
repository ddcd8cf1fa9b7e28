"""Rank order lists: the chance at each rank, the checks, pairs for two, and lists built from wishes."""
