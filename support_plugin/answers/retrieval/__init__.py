"""Finding the article that answers a question: plain values in and out, no database."""
