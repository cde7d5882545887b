"""IPython: the extension, the hooks around cells, and the magics."""
