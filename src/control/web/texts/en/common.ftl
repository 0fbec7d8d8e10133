# Pages. Placeholders are addresses, names and times as they are; sentences in the second person, present tense.
title-sign-in = Sign in
title-waiting = Waiting for me
title-held = One held mail
title-failure = That did not work
sign-in-as = Sign in as { $who }
sign-in-how = Open the link that `outguard open` prints on the machine where Outguard runs.
sign-out = Sign out
nothing-waits = Nothing waits.
waiting-count = { $count ->
        [one] 1 mail needs your decision. Nothing here is sent unless you say so.
       *[other] { $count } mails need your decision. Nothing here is sent unless you say so.
    }
open = Open
not-sent-yet = Not sent yet.
remove = Remove { $address }
replace = Send to { $address } instead
dont-send = Don’t send
send-to = { $count ->
        [one] Send to 1 person
       *[other] Send to { $count } people
    }
tick = Yes, I mean { $address }
type = Type { $text } to show you have read it
back = Back
skip = To the content
nav = Pages
theme-light = Light
theme-dark = Dark
theme-system = As the system
keys = Keys
keys-move = next and previous
keys-repair = to the best repair
keys-cancel = to “Don’t send”
keys-keep = keep it, while it leaves
keys-send = to the Send button, without pressing it
keys-help = this list
keys-on = Single letters are keys
close = Close
