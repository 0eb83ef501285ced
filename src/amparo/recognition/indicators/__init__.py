"""Identifiers that can be searched, asked about or frozen: one kind a module, all of them in `kinds.KINDS`."""
