"""`python -m briefbot` is `briefbot`."""

from briefbot.cli import main

main()
