"""How Hypothesis is held here: speed is measured in tests/bench/, and a busy machine is no failure of a claim."""

from hypothesis import HealthCheck, settings

settings.register_profile("claims", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("claims")
