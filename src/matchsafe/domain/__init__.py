"""Frozen types shared by every part: the season, the outlook, an estimate. No input or output here."""
