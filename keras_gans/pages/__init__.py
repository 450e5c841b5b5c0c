"""Pages to look at in a browser: one HTML file each, without a network."""
