"""Practice servers: each refuses what its network refuses, and misbehaves when told to."""
