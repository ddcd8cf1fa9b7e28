"""How numbers and codes are told: words, icon array, charts, marks. One source for page and terminal."""
