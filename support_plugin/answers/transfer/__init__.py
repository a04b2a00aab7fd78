"""Articles and questions in files: reading, importing, exporting."""
