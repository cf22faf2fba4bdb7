"""What the `stancewire` command can do, one file for each thing a user wants."""
