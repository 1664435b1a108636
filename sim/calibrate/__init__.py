"""From a call log, or a planner's volumes, to inputs of the simulator with their uncertainty."""
