"""Studies of a market: other mechanisms, figures of a result, comparisons, changes, and all stable matches."""
