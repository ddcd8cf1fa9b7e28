"""Lists of residency programs, in which each fact keeps its source and its date.

``record`` says what is known of a program, ``value_resolution`` which of several values is in force, ``store`` keeps
lists on this machine with undo, ``merging`` joins a new list to one that is there, ``search`` finds programs, and
``sample`` invents a list to try everything on. Nothing third-party ships with the package.
"""
