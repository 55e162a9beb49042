"""Settings: from options, environment and file to one checked value."""
