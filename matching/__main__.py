"""`python -m matching`."""

import gc
import io
import os
import sys

from matching.files.command import language_of, main

if __name__ == "__main__":
    # A command is short, and millions of values are no garbage: looking for some among them, again
    # and again, takes a third of the time of reading.
    gc.disable()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows its number, and nothing fails over it.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(main(sys.argv[1:], language=language_of(os.environ)))
