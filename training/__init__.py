"""What the formatter has learnt, learnt again: `make train`. Not part of the installed bot."""
