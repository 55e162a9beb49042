"""Programs for developers of Limen: builders of packaged facts, checks, the demonstration."""
