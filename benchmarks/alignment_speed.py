"""How long aligning takes, as ratios: against encoding once, and as the text grows.

    python dev.py bench alignment [--full]
    python -m benchmarks.alignment_speed [--words 1000 10000 100000] [--no-encoder]

Set OPENBLAS_NUM_THREADS=1 for steady ratios. The texts are made up: sentences drawn from a small
bilingual stock with a fixed seed, some left out on either side.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time

from desk_annotator.alignment.encoding import RememberingEncoder, SentenceEncoder, installed_encoder
from desk_annotator.alignment.engine import align, never
from desk_annotator.alignment.folding import modern
from desk_annotator.alignment.segmentation import units
from desk_annotator.core.text import Direction, Text

WHO = [
    ("The minister", "الوزير"),
    ("The doctor", "الطبيب"),
    ("A teacher", "معلم"),
    ("The old farmer", "المزارع العجوز"),
    ("My sister", "أختي"),
    ("The judge", "القاضي"),
    ("A young engineer", "مهندس شاب"),
    ("The ambassador", "السفير"),
]
DID = [
    ("wrote a long letter", "كتب رسالة طويلة"),
    ("visited the hospital", "زار المستشفى"),
    ("bought a new house", "اشترى بيتا جديدا"),
    ("refused the offer", "رفض العرض"),
    ("opened the meeting", "افتتح الاجتماع"),
    ("lost the keys", "أضاع المفاتيح"),
    ("praised the agreement", "أشاد بالاتفاق"),
    ("planted olive trees", "زرع أشجار الزيتون"),
]
WHERE = [
    ("in the capital", "في العاصمة"),
    ("near the river", "قرب النهر"),
    ("after the war", "بعد الحرب"),
    ("on Sunday morning", "صباح الأحد"),
    ("with great care", "بعناية كبيرة"),
    ("for the second time", "للمرة الثانية"),
    ("because of the rain", "بسبب المطر"),
    ("in the north of the country", "في شمال البلاد"),
]


def made_pair(words: int) -> tuple[Text, Text]:
    """Return a pair of about so many words a side."""
    draw = random.Random(words)
    source: list[str] = []
    target: list[str] = []
    written = 0
    while written < words:
        who, did, where = draw.choice(WHO), draw.choice(DID), draw.choice(WHERE)
        year = draw.randrange(1800, 2030)
        if draw.random() > 0.03:
            source.append(f"{who[0]} {did[0]} {where[0]} in {year}.")
        if draw.random() > 0.03:
            target.append(f"{who[1]} {did[1]} {where[1]} عام {year}.")
        written += len(source[-1].split()) if source else 0
    return (
        Text.of(" ".join(source), language="en", direction=Direction.LTR),
        Text.of(" ".join(target), language="ar", direction=Direction.RTL),
    )


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--words", type=int, nargs="+", default=[1000, 10_000])
    options.add_argument("--no-encoder", action="store_true")
    options.add_argument("--json", action="store_true", help="print the figures as JSON last")
    chosen = options.parse_args()
    with_encoder = installed_encoder() is not None and not chosen.no_encoder
    align(*made_pair(50))  # what is loaded once (rules, names of countries) is no part of it
    last: tuple[int, float] | None = None
    figures: list[dict[str, float]] = []
    if with_encoder:
        warm = SentenceEncoder()
        warm.encode(["warm"], never)
    for words in chosen.words:
        source, target = made_pair(words)
        encoding = 0.0
        pieces = {
            modern(text.characters[unit.core.start : unit.core.end])
            for text in (source, target)
            for unit in units(text)
        }
        encoder = None
        if with_encoder:
            start = time.process_time()
            warm.encode(sorted(pieces), never)
            encoding = time.process_time() - start
            encoder = RememberingEncoder(warm)
        start = time.process_time()
        found = align(source, target, encoder=encoder)
        spent = time.process_time() - start
        line = f"{words:>8} words: {len(found.links)} links"
        figure = {"words": float(words), "processor seconds": spent}
        if encoding:
            figure["ratio to encoding once"] = spent / encoding
            line += f", aligning / encoding each unit once = {spent / encoding:.2f}"
        if last:
            growth = (spent / last[1]) / (words / last[0])
            figure["growth of time a word"] = growth
            line += f", time a word / time a word of the size before = {growth:.2f}"
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{line}, peak memory {peak:.0f} MB", flush=True)
        figures.append(figure | {"peak memory (MiB)": peak})
        last = words, spent
    if chosen.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
