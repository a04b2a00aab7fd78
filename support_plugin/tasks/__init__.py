"""What agents shall do outside the chat, such as call whoever left a cart."""
