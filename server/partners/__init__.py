"""Partner organisations (関係団体): who they are, which of them count in general, their people."""
