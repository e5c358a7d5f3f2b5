"""`python -m matching`."""

import sys

from matching.files.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
