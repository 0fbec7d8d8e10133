# Our own messages: approval.
