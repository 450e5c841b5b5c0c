"""What every other folder may use: checks of arguments, files, downloads."""
