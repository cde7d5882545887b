"""The only place that writes: facts and numbers, appended to this writer's own files."""
