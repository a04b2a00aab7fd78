"""Messages in the shop: what pages have of them, the browser's calls, and the way back to the cart."""
