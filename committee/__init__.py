"""Who speaks: the committee file, its roles, accounts, times and the workspace it lies in."""
