"""The tour: the story of the product, played in the page for somebody to watch."""
