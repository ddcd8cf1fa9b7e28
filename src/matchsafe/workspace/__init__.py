"""Saved seasons: the season file (``seasonfile``) and the store on this machine (``store``).

Importing this package loads no database code; ``matchsafe.workspace.store`` does.
"""
