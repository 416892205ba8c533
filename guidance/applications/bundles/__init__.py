"""一件事 applied for as one: parallel cases under one joint case, filled in once, one page of progress."""
