"""What a dataset is: its columns, the hash of its content, and its statistics."""
