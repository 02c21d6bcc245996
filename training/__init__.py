"""Programs that learn what briefbot ships as weights; run by hand, never at run time."""
