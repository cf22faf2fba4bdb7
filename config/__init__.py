"""What can be changed: one record of settings."""

from config.settings import ROOT, Settings, SettingsError, load_settings

__all__ = ["ROOT", "Settings", "SettingsError", "load_settings"]
