"""A clock for one service that a test can turn: libfaketime reading its offset from a file at each call."""
import glob

from bench import Skip

LIBRARIES = "/usr/lib/*/faketime/libfaketimeMT.so.1"


class TurnedClock:
    def __init__(self, folder):
        found = glob.glob(LIBRARIES)
        if not found:
            raise Skip("libfaketime is not installed (Debian package faketime)")
        self.file = folder / "clock"
        self.seconds = 0
        self.turn(0)
        # The monotonic clock stays real: deadlines of connections are none of this.
        self.environment = {"LD_PRELOAD": found[0], "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_NO_CACHE": "1",
                            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}

    def turn(self, seconds):
        self.seconds += seconds
        whole = self.file.with_suffix(".new")
        whole.write_text(f"+{self.seconds}\n")
        whole.rename(self.file)  # never half a number
