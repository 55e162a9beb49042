"""The friend's story: a folder behind nginx and Limen, used by a friend, the owner and an unknown visitor."""
