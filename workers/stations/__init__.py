"""One file per stage: from a claimed passage to the call of its stage, and back to the next step."""
