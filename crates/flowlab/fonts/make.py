#!/usr/bin/env python3
"""Makes the fonts that flowlab embeds. Run it when a figure gains a Chinese word that has no glyph yet:

    apt-get install fonts-noto-cjk && pip install fonttools brotli && python3 crates/flowlab/fonts/make.py

Sources, each under the SIL Open Font License (see OFL.txt) or, for KaTeX, the MIT license (see KaTeX-LICENSE.txt):
    Source Sans 3      npm @fontsource/source-sans-3 5.3.1, latin, weights 400 and 600
    KaTeX Main, Math, AMS, Caligraphic   npm katex 0.18.11
    Noto Sans CJK SC   Debian package fonts-noto-cjk
"""

import pathlib
import re
import subprocess
import tarfile
import tempfile
from string import ascii_uppercase

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = pathlib.Path(__file__).resolve().parent
CRATES = HERE.parent.parent
NOTO = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
NOTO_SC = 2  # the face for simplified Chinese in the collection


def npm(package, folder):
    """Unpacks a package of the npm registry and gives its folder."""
    name = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True)
    archive = pathlib.Path(folder) / name.stdout.split()[-1]
    with tarfile.open(archive) as tar:
        tar.extractall(archive.with_suffix(""))
    return archive.with_suffix("") / "package"


def save(source, target, text=None, number=-1):
    """Keeps the outlines of the characters in `text` (all, if none is given) and no layout tables."""
    options = subset.Options(layout_features=[], hinting=False, name_IDs=[0, 1, 2, 13, 14], notdef_outline=True)
    font = TTFont(source, fontNumber=number, recalcTimestamp=False)  # the same words give the same bytes
    characters = {ord(c) for c in text} if text else set(font.getBestCmap())
    worker = subset.Subsetter(options)
    worker.populate(unicodes=characters)
    worker.subset(font)
    font.flavor = None
    font.save(HERE / target)
    print(target, len(characters), "characters,", (HERE / target).stat().st_size, "bytes")


def words_of_the_figures():
    """Every Chinese character and full-width mark in the sources of flowlab's plots and of the figures."""
    lessons = CRATES / "lessons/src"
    sources = [*(CRATES / "flowlab/src/plot").rglob("*.rs"), *lessons.glob("*/figures/*.rs"), *lessons.glob("drawing/*.rs")]
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    return "".join(sorted(set(re.findall(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", text))))


def gb2312():
    """Its 6763 characters, its marks, and the full-width forms of ASCII."""
    pairs = (bytes([row, cell]) for row in (0xA1, 0xA3, *range(0xB0, 0xF8)) for cell in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", errors="ignore") for pair in pairs)


with tempfile.TemporaryDirectory() as folder:
    sans = npm("@fontsource/source-sans-3@5.3.1", folder) / "files"
    katex = npm("katex@0.18.11", folder) / "dist/fonts"
    save(sans / "source-sans-3-latin-400-normal.woff2", "SourceSans3-Regular.ttf")
    save(sans / "source-sans-3-latin-600-normal.woff2", "SourceSans3-Semibold.ttf")
    save(katex / "KaTeX_Main-Regular.ttf", "KaTeX-Main.ttf")
    save(katex / "KaTeX_Math-Italic.ttf", "KaTeX-Math.ttf")
    save(katex / "KaTeX_AMS-Regular.ttf", "KaTeX-Blackboard.ttf", ascii_uppercase)
    save(katex / "KaTeX_Caligraphic-Regular.ttf", "KaTeX-Calligraphic.ttf", ascii_uppercase)
save(NOTO, "NotoSansSC-Words.otf", words_of_the_figures(), NOTO_SC)
save(NOTO, "NotoSansSC-GB2312.otf", words_of_the_figures() + gb2312(), NOTO_SC)
