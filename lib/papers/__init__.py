"""One module a paper under review: its model, restated and recomputed."""
