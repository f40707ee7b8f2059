"""What leaves the house. An export renders a value it is given; it never fetches."""
