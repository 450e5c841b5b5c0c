import keras
import pytest
from keras import layers

import keras_gans as kg
from keras_gans.networks.allowed_sizes import allowed_sizes
from keras_gans.networks.allowed_sizes import check_size
from keras_gans.networks.style import style_network


def test_sizes_that_a_generator_takes():
    inputs = keras.Input((None, None, 3))
    mirrored = kg.layers.ReflectionPadding2D(3)(inputs)
    plain = keras.Model(inputs, layers.Conv2D(3, 7)(mirrored))
    assert allowed_sizes(plain, 3) == (1, 4)
    assert allowed_sizes(style_network(width=1, blocks=1), 3) == (4, 8)
    deep = kg.networks.unet_generator((32, 32, 3), width=1)
    assert allowed_sizes(deep, 3) == (32, 32)
    thirds = layers.UpSampling2D(3)(layers.MaxPooling2D(3)(inputs))
    with pytest.raises(ValueError, match="some power of two"):
        allowed_sizes(keras.Model(inputs, thirds), 3)


def test_a_size_that_is_refused_gets_the_nearest_ones():
    deep = kg.networks.unet_generator((32, 32, 3), width=1)
    with pytest.raises(ValueError, match="Use 32x32 or 64x32. Received"):
        check_size(deep, (40, 20, 3))
