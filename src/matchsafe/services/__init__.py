"""What every face calls: one module a job, and the background work that long jobs run in."""
