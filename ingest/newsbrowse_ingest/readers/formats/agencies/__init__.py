"""What news agencies send: NewsML-G2, ninjs, NITF."""
