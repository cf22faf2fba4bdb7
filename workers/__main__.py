"""`python -m workers` is `stancewire`."""

from workers.cli import main

main()
