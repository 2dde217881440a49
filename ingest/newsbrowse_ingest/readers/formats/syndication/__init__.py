"""What a site publishes of itself: RSS, Atom, JSON Feed, sitemaps."""
