"""Who we serve: people, their facts and file, rosters in, other departments' lists compared."""
