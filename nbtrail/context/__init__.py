"""Where the calling code stands: its cell execution, its thread or task, its line."""
