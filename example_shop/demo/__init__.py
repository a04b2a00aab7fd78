"""What ``manage.py seed_demo`` puts into the shop. Rows that exist are left as they are, also when edited."""
