"""What Plumb runs inside recorded Python programs. Needs nothing but Python's standard library."""
