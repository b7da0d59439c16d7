"""What finished and broken-off talks tell the authors of a role-play. docs/scenario-analytics.md"""
