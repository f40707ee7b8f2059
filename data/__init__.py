"""Everything that is not a screen: what comes in, is kept, is judged, goes out."""
