"""Agents on duty without a desk: their browsers notify them that a shopper waits (docs/assignment.md)."""
