"""`keras-gans list`."""


def list_names():
    """List the models, data sets, tasks for pix2pix and scores."""
    from keras_gans.commands.actions import list_names as action

    action.list_names()
