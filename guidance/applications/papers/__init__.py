"""The notices of a case on paper (文书): worded by bureaus, numbered without gaps, kept as they were issued."""
