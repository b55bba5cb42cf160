"""What can go wrong with the database. The engines word each, with the way out."""


class StorageError(Exception):
    """The database could not do what was asked, and nothing was saved."""


class CannotOpen(StorageError):
    """The database is not where it should be, or this user may not open it."""


class Corrupt(StorageError):
    """The file is damaged, or is no database at all."""


class ReadOnly(StorageError):
    """The database may be read but not written."""


class DiskFull(StorageError):
    """There is no room left to write."""


class DiskFailed(StorageError):
    """The disk reported an error."""


class Busy(StorageError):
    """Another program kept the database to itself for too long."""


class Unreachable(StorageError):
    """The database server does not answer."""


class NewerSchema(StorageError):
    """The database was made by a newer version of the code."""


class AlreadyServed(StorageError):
    """Another process holds the lock of this database."""


class Closed(StorageError):
    """The store was closed before."""


class LostRace(StorageError):
    """Somebody else changed the row first. `Store.run` runs the unit again."""
