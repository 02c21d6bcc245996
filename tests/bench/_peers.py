"""The peers' own environment: .venv-bench, with deploy/requirements-bench.txt, made where it is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".venv-bench"
REQUIREMENTS = ROOT / "deploy" / "requirements-bench.txt"


def python() -> Path:
    """The Python that has the peers installed, pinned and hashed."""
    command = FOLDER / "bin" / "python"
    stamp = FOLDER / ".installed"
    if not stamp.exists() or stamp.stat().st_mtime < REQUIREMENTS.stat().st_mtime:
        print(f"installing the peers into {FOLDER.name} (a few minutes, the first time)", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(FOLDER)], check=True)
        install = [str(command), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*install, "-r", str(REQUIREMENTS)], check=True)
        stamp.touch()
    return command
