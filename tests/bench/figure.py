"""What a bench finds: a figure beside that of a named peer in the same run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a bench; less is better."""

    what: str
    value: float
    unit: str
    peer: str
    peers: float  # the peer's value, in the same unit
    most: float | None = None  # the target, where there is one

    @property
    def missed(self) -> bool:
        """Whether there is a target and it was not met."""
        return self.most is not None and self.value > self.most

    def __str__(self) -> str:
        line = (
            f"{self.what} {self.value:.4g} {self.unit}, {self.value / self.peers:.2g} × {self.peer} ({self.peers:.4g})"
        )
        if self.most is None:
            return line
        return f"{line}; target at most {self.most:.4g}: {'MISSED' if self.missed else 'met'}"
