"""`python -m keras_gans` is the command `keras-gans`."""

from keras_gans_command import main

if __name__ == "__main__":
    main()
