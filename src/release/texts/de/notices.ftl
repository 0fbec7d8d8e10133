# Our own messages: notices.
