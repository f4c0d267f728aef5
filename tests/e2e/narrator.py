"""What a person sees of the story. Plain on a pipe; bold and dim on a terminal."""
import os
import shlex
import shutil
import sys
import textwrap


class Silent:
    """For tests: the story without words."""

    def say(self, text):
        pass

    def fact(self, label, value):
        pass

    def block(self, text):
        pass

    def command(self, arguments):
        pass

    def good(self, text):
        pass

    def refusal(self, answer, why):
        pass


class Screen(Silent):
    def __init__(self, stream=sys.stdout):
        self.stream = stream
        self.colour = stream.isatty() and "NO_COLOR" not in os.environ
        self.width = max(60, min(100, shutil.get_terminal_size((100, 24)).columns))
        self.steps = 0

    def line(self, text="", style=None):
        codes = {"title": "1", "dim": "2", "good": "32", "bad": "31"}
        if self.colour and style:
            text = f"\x1b[{codes[style]}m{text}\x1b[0m"
        print(text, file=self.stream, flush=True)

    def title(self, text):
        self.steps += 1
        self.line()
        self.line(f"{self.steps:2}. {text}", "title")

    def say(self, text):
        for line in textwrap.wrap(text, self.width - 4, break_long_words=False, break_on_hyphens=False):
            self.line("    " + line)

    def fact(self, label, value):
        self.line(f"    {label:<22} {value}")

    def block(self, text):
        """Text of the service or of a command, as it is; a long line goes on under itself."""
        for line in text.rstrip("\n").split("\n"):
            for piece in textwrap.wrap(line, self.width - 6, drop_whitespace=False) or [""]:
                self.line("    | " + piece, "dim")

    def command(self, arguments):
        """As it can be pasted: an option stays beside its value."""
        groups = []
        for word in (shlex.quote(str(argument)) for argument in arguments):
            if groups and groups[-1].startswith("--") and " " not in groups[-1] and not word.startswith("--"):
                groups[-1] += " " + word
            else:
                groups.append(word)
        line = "    $"
        for group in groups:
            if len(line) + 1 + len(group) > self.width - 2 and line.strip() not in ("$", ""):
                self.line(line + " \\")
                line = "       "
            line += " " + group
        self.line(line)

    def good(self, text):
        self.line("    ✓ " + text, "good")

    def refusal(self, answer, why):
        self.line(f"    ✗ {answer.status} {answer.json.get('title', '')}: {why}", "bad")

    def failure(self, text):
        self.line()
        for line in textwrap.wrap("FAILED: " + text, self.width, break_long_words=False):
            self.line(line, "bad")
