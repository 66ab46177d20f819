"""What the README's figures come from. Ratios within one run count; absolute figures are the machine's."""
