"""What organisations give: services, goods, jobs and courses."""
