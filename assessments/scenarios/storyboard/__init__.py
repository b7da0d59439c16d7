"""Where authors build a role-play: outline, map, one form a node, findings."""
