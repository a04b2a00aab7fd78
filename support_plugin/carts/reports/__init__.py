"""The owner's page in Oscar's dashboard: carts that were left, over time and one by one."""
