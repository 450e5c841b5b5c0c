"""Images: values, files and grids."""
