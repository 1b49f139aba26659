"""What people take home: a file as Excel or CSV, a dataset as one ZIP that describes itself."""
