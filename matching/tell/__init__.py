"""What is told of a pair and of a need: reasons, ways out, alternatives."""
