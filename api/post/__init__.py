"""The post and the letters’ afterlife: batches, what came back, what is contested, and markers."""
