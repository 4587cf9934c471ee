"""What we can offer: employers, postings, the ranking, pushes and answers."""
