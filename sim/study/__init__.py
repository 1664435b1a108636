"""Studies: scenarios played in the same worlds, compared, claimed, validated, stored."""
