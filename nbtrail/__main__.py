"""`python -m nbtrail` is `nbtrail`."""

from .cli import main

main()
