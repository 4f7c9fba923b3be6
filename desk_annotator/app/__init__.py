"""The open project and the gestures on it, without a window."""
