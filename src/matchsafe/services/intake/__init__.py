"""Messages and old trackers of a season: what they propose, and accepted proposals as changes of the season."""
