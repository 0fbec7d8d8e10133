# Our own mails: the link that signs in.
sign-in-subject = Your link to Outguard
sign-in-open = Open this link in the browser in which you asked for it, and press the button there. It holds for 15 minutes and works once:
sign-in-not-you = If you did not ask for it, do nothing: nobody can use it without your browser, and it is over in 15 minutes.
