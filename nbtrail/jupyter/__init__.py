"""Jupyter's server: the way to the companion from a browser, and where a notebook is."""
