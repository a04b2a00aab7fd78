"""Charts in SVG, made by the server, with a table beside each; and CSV that is safe to open."""
