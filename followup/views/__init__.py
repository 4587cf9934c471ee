"""The pages of the service, a file for each subject."""
