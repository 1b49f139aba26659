"""The site around it: home, health, sitemap, checks at the start, demo content."""
