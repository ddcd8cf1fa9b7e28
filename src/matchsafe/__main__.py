"""``python -m matchsafe`` is the same as ``matchsafe``."""

from matchsafe.cli import main

main()
