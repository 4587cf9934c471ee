"""Who works here and where: stations, users, roles."""
