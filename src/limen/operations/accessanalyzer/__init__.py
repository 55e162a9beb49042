"""IAM Access Analyzer's operations."""
