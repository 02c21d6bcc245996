"""briefbot delivers news briefings a newsroom would sign, to Slack: it cannot misquote."""
