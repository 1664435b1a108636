"""Between two days: customers renew or leave, agents quit and are hired, units react."""
