"""Personal vouchers for those who left a cart: what they give, whom to, and what became of them."""
