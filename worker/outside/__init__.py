"""What lies beyond the product: the post, the printer and other people's services, each behind a Protocol."""
