"""A case as one file (电子档案): whole, with the hash of each part, checkable without the hall."""
