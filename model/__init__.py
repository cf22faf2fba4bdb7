"""The recipe that makes the weights: it imports `tasks` for records, features and labels, and nothing imports it."""
