"""Sessions, runs and what belongs to them: what is recorded, and when it ends."""
