"""The log of looks at personal data: who of the staff saw what of whom, and when."""
