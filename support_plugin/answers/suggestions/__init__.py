"""Answers in the chat's panel, before anything is sent (docs/answers.md)."""
