"""Questions that the assistant could not answer, grouped for whoever writes the articles."""
