"""The short forms of the service: shapes and types only; what may be done is decided by the verbs."""
