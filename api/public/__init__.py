"""The public's pages: one question at a time, from the start to the receipt and what came of it."""
