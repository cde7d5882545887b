"""What users pass becomes what JSON and a double can hold."""
