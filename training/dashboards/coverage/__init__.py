"""What of the principles the material carries, for those who write it. Reads only."""
