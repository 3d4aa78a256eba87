"""What can go wrong with a casebook, tried on the real store; each script prints its figure."""
