"""The packages that a command needs and `pip install limen`, which installs only the library, does not install.

This module must work where nothing but Python is installed, so it imports nothing.
"""


def find_missing(error: Exception) -> str:
    """What to install; empty where the error is not about a package, or about one of our own modules."""
    package = (error.name or "").partition(".")[0] if isinstance(error, ModuleNotFoundError) else ""
    if package in {"", "limen"}:
        return ""
    return f"this command needs the package {package}, which is not installed: pip install 'limen[server]'"
