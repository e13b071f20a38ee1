"""The replicated types: clock, log, merge and views. Pure functions of values, without IO."""
