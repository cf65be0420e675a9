"""What is shipped: what was locked, what is installed, under which licences; a bill of materials and an audit of it."""
