"""The committee's private papers, and posts that tell what stands in them."""
