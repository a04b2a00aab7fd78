"""Notifications of an agent's browser while they are on duty: the offer, its calls and its service worker."""
