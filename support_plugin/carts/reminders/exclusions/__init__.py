"""People and carts that the shop never reminds."""
