"""“Send me this cart”: one message, or a link, to whoever asks for it (docs/sending_carts.md)."""
