"""The HTTP edge: who reads, in which language, security headers, health, assets and start-up."""
