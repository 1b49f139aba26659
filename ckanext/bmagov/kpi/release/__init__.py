"""A closed year as open data: everything that a third party needs to make the results anew."""
