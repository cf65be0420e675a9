"""Words as people write them, in English, French, German and Spanish."""
