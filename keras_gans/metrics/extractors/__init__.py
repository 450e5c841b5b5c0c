"""Networks that extract the features which scores compare."""
