"""Story to brief: sentences, quotations, speakers, key points."""
