from training.dashboards.coverage import hooks as coverage_hooks  # noqa: F401  registers itself
