"""Results that are not the textbook's text, and why they are as good: our text, and the reason."""

ACCEPTED: dict[str, tuple[str, str]] = {}
