"""`python -m generator` is the command `innerally`."""

from generator.entry import main

main()
