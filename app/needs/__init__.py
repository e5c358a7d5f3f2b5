"""What a child or a guardian needs, from draft to open and on."""
