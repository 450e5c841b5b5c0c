"""What progress bars leave in a file."""

import pytest

from keras_gans.utils.progress import counted


@pytest.mark.parametrize("is_shown", [True, False])
def test_a_file_gets_one_line_and_standard_output_nothing(is_shown, capsys):
    with counted(30, "pictures", is_shown) as advance:
        for _ in range(3):
            advance(10)
    output, errors = capsys.readouterr()
    assert output == "" and "\x1b" not in errors
    lines = errors.splitlines()
    if is_shown:
        assert len(lines) == 1
        assert lines[0].startswith("pictures ") and "100%" in lines[0]
    else:
        assert lines == [""] or lines == []
