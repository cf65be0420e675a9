"""What is said: ideas, pictures, renderings and findings, as plain frozen values."""
