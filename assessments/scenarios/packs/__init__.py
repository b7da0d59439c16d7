"""A published role-play on paper: for the actor, the observer and the learner of a live one."""
