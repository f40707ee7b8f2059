"""Where facts are kept. The store keeps, it does not judge."""
