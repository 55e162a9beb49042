"""The friend's story: a folder behind nginx and Limen, and what a friend, the owner and a stranger can do with it."""
