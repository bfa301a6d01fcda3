"""Run a notebook's cells as a plain script: ``python -m benchmarks.plain chapters/liu.ipynb``.

What nbval is measured against: the same cells in one process, their figures drawn as SVG as the
notebook shows them, with no kernel, no messages and no comparison. The last line printed is the
processor time of each cell as JSON.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import sys
import time
from pathlib import Path


def name(source: str, index: int) -> str:
    """Return what a cell is known by: the first claim it names, else its first line of code."""
    claim = re.search(r'"((?:liu|jiang|hu|wdm)-[a-z0-9-]+)"', source)
    lines = [line for line in source.splitlines() if line.strip() and not line.startswith("#")]
    return claim[1] if claim else f"cell {index}: {lines[0][:60] if lines else 'empty'}"


def main() -> None:
    """Run the notebook named on the command line."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt
    import nbformat

    def show(*_: object, **__: object) -> None:
        for number in plt.get_fignums():
            plt.figure(number).savefig(io.BytesIO(), format="svg", bbox_inches="tight")
        plt.close("all")

    plt.show = show
    path = Path(sys.argv[1]).resolve()
    notebook = nbformat.read(path, as_version=4)
    os.chdir(path.parent)
    namespace = {"__name__": "__main__"}
    times = []
    with contextlib.redirect_stdout(io.StringIO()):
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type == "code":
                start = time.process_time()
                exec(compile(cell.source, os.fspath(path), "exec"), namespace)
                show()
                times.append((name(cell.source, index), time.process_time() - start))
    print(json.dumps(times))


if __name__ == "__main__":
    main()
