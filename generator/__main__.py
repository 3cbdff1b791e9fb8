"""`python -m generator` is the command `innerally`."""

from generator.cli import main

main()
