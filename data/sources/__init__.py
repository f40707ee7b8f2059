"""Where facts come from. A source fetches and returns (rows, problems); it never stores."""
