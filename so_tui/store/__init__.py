"""TinyDB and the disk: durable storage, lock, casebook, migrations."""
