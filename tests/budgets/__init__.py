"""What every page costs in queries: stated in a table, the same with 5 rows and with 50, and none forgotten."""
