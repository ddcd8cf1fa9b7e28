"""Bringing in a program list, as every face does it: what was asked, the file while it is looked at, the work."""
