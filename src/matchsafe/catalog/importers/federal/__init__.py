"""Public files of the US government: what they tell of employers and hospitals, set beside what programs say."""
