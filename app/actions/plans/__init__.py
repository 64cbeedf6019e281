"""Plans: making, pinning, publishing. A verb a file."""
