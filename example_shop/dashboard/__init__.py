"""Oscar's dashboard with the shop's own product form."""
