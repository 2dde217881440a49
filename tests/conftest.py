"""What holds for all tests: no property is timed, for the machine may be busy."""

from hypothesis import settings

settings.register_profile("newsbrowse", deadline=None)
settings.load_profile("newsbrowse")
