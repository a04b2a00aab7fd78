"""Who is held out for comparison, of which capability, and since when that shows."""
