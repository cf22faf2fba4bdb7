"""`stancewire settings`."""

from __future__ import annotations

from config.settings import PREFIX, settings_in_force
from workers.commands.exits import Exit


def show_settings() -> Exit:
    """Print each setting as its environment variable, with its origin and its sentence above it."""
    for setting in settings_in_force():
        print(f"# {setting.meaning} ({setting.origin})")
        print(f"{PREFIX}{setting.name.upper()}={'' if setting.value == 'None' else setting.value}")
    return Exit.DONE
