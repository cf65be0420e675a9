"""What happens when: thin Prefect flows, no rules, no SQL."""
