"""What must hold in the forked shop; run by ``tests/forked_shop/test_forked_shop.py`` under its settings."""
