"""Question, policies, layers and trace as plain values: nothing here decides anything."""
