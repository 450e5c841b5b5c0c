"""Images: their values, their files, and grids of them."""
