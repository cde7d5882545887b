"""What users are told when something is wrong: once, in one sentence, with what to do."""
