"""How start, memory, reads, lists, writes, audit and history grow with the store."""
