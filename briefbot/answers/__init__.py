"""Answers to questions about stories: their own words, or the honest word that they don't say."""
