"""Browsers that get notifications: who subscribed, with which words, and sending to them."""
