"""Nightly updates: renewals and churn, attrition and hiring, reactions of units."""
