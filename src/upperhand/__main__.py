"""`python -m upperhand` is the command line."""

from upperhand.cli import main

main()
