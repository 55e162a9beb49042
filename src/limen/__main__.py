"""`limen` and `python -m limen`: the command line, or one line that names the extra it needs."""

import sys

from limen.cli.extras import find_missing


def main() -> None:
    """Run the command line. `pip install limen` installs only the library, without what the commands import."""
    try:
        from limen.cli.main import main as run  # noqa: PLC0415 - what it imports may not be installed
    except ModuleNotFoundError as error:
        missing = find_missing(error)
        if not missing:
            raise
        sys.exit(f"limen: {missing}")
    run()


if __name__ == "__main__":
    main()
