"""Every feasible pair, found and measured by compiled scans."""
