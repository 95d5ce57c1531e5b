"""The focal point assistant: a form filled by conversation, and a secretariat that is told."""

__version__ = "0.1.0"
