"""Count how often words stand in names: makes data/resolve/frequencies.yml from lists of names, one a line.

    python -m upperhand.resolve.counts NAMES.txt … > src/upperhand/data/resolve/frequencies.yml

The file that ships was counted over 112,000 names: published sanctions lists, listed companies, generated
names of people. Only words that at least eight names have are kept: the table tells nothing of single entries.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from upperhand.resolve import scripts
from upperhand.resolve.names import analyse
from upperhand.resolve.words import Kind

_LEAST = 8
_YAML_WORDS = ("on", "off", "yes", "no", "true", "false", "null")


def count(names: Iterable[str]) -> dict[str, int]:
    """How many of a million names have each word, for the words that several have."""
    found: Counter[str] = Counter()
    total = 0
    for name in names:
        if not scripts.has_han(name):
            total += 1
            found.update({w.text for w in analyse(name).words if w.kind is not Kind.NUMBER})
    wanted = sorted(word for word, times in found.items() if times >= _LEAST and word.isascii() and len(word) > 1)
    return {word: round(found[word] * 1e6 / total) for word in wanted}


def main() -> None:
    """Print the table as YAML."""
    names = (line for path in sys.argv[1:] for line in Path(path).read_text(encoding="utf-8").splitlines())
    print(
        "# How many of a million names have the word. Made by `python -m upperhand.resolve.counts`, which says of what."
    )
    for word, times in count(names).items():
        print(f"{json.dumps(word) if word in _YAML_WORDS else word}: {times}")


if __name__ == "__main__":
    main()
