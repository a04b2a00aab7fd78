"""Cards of products and orders that agents send into a conversation."""
