"""What people do, one coroutine for each act. The page and the sync `Person` both come through here."""
