"""docs/benchmarks.md: each benchmark owns sections of it and leaves the others alone."""
import os

TITLE = "# Benchmarks"


def store(path, heading, text):
    """Puts a section (its heading is `## ...`) in the place of the one of that name, or at the end."""
    before = ""
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            before = file.read()
    sections = split(before)
    fresh = heading + "\n\n" + text.strip() + "\n"
    names = [section.splitlines()[0] for section in sections]
    if heading in names:
        sections[names.index(heading)] = fresh
    else:
        sections.append(fresh)
    with open(path, "w", encoding="utf-8") as file:
        file.write(TITLE + "\n\n" + "\n".join(section.strip() + "\n" for section in sections))


def split(text):
    """The sections of a document, each with its heading; what stands before the first one is nobody's."""
    sections = []
    for line in text.splitlines(keepends=True):
        if line.startswith("## "):
            sections.append("")
        if sections:
            sections[-1] += line
    return sections
