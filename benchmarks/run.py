"""Every benchmark, one after the other, each in a process of its own: `python -m benchmarks.run [--full]` (`make bench`).

Without `--full` generated ledgers and lists are small, so that all of it takes some ten minutes.
"""

import subprocess
import sys

QUICK = {
    "read_pdf": [], "extract_speed": ["--peers"], "ledger": ["50000"], "assess": ["50000"], "exposure": ["50000"],
    "matching": ["10000", "100000"],
}  # fmt: skip


def main(words: list[str]) -> None:
    for name, quick in QUICK.items():
        arguments = [word for word in quick if word.startswith("--")] if "--full" in words else quick
        print(f"\n# python -m benchmarks.{name} {' '.join(arguments)}".rstrip(), flush=True)
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *arguments], check=False)


if __name__ == "__main__":
    main(sys.argv[1:])
