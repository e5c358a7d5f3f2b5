"""Where things are: the county's divisions, their points, geocoding, datums and distances."""
