"""What providers of SMS and WhatsApp report afterwards: delivered, failed, stopped. One module for each."""
