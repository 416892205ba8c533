"""The measures: a module here is found by itself, a function under `@measure` is a line of the table."""
