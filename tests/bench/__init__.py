"""What pages cost, as multiples of a bare Django view of the same server: `make bench`."""
