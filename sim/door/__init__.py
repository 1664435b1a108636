"""What `import sim` offers: load a study, compare its policies, keep and open results."""
