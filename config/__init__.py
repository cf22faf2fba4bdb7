"""What can be changed: one record of settings."""
