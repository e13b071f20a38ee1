"""What a body or a person brings in, takes out, or wants gone."""
