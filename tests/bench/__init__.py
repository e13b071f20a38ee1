"""Benches: `just bench` measures real work and prints it beside the budgets of the design."""
