"""Proactive help: the shop speaks first, by rules of the admin's, and seldom."""
