"""A shop with a million open carts on PostgreSQL; a thing put into a cart, with the app and without."""
