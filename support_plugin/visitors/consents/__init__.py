"""Who may be written to: consents, and contacts that said stop (docs/consents.md)."""
