"""What a page needs to be drawn: frozen view models, built by routes and read by templates, holding no rule."""
