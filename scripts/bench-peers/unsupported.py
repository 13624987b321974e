class Unsupported(Exception):
    """What a peer cannot do at all, in a few words."""
