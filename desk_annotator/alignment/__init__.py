"""Finding by program what corresponds between two texts; offline, without Qt."""
