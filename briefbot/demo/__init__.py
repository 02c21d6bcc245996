"""briefbot to try: pretend agencies, the playground and the bot, on this machine and nothing else."""
