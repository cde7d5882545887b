"""What the process, its machine, its git repository and its packages are."""
