"""The offline fit of the chance model: ``python -m matchsafe.odds.fit`` (needs ``pip install 'matchsafe[fit]'``)."""
