"""What writes into docs/: pictures, the description of the REST calls."""
