"""A talk and its sheets as files to keep and to print."""
