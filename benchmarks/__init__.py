"""Benchmarks: how fast Communiqué is beside named rivals; nothing here passes or fails by the clock."""
