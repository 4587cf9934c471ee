"""The fast form of the ranking: integer tables of all open postings, and kernels that walk them from the best down."""
