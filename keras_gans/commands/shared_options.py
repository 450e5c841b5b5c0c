"""Options that several commands have."""

from typing import Annotated

import typer

SkipCorrupt = Annotated[
    bool,
    typer.Option(
        "--skip-corrupt",
        help="Leave out corrupt picture files instead of stopping.",
    ),
]
