# Pages: sign in.
sign-in-here = Your address
sign-in-mail = Mail me a link
sign-in-asked = If you may sign in here, a link is on its way to you. Open it in this browser; it holds for 15 minutes.
sign-in-elsewhere = Or open the link that `outguard open` prints on the machine where Outguard runs.
link-over = This link has been used, is too old, or was asked for in another browser. Get another one.
onward = Go on
title-settings = Settings
settings-sessions = Where you are signed in
settings-since = Since { $since }, until { $until } at most
settings-this = this browser
settings-end = End
