"""What providers of SMS and WhatsApp tell afterwards: delivered, failed, stopped. One module for each."""
